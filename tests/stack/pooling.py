"""A transaction pooler of one connection before the stack's database, and a web process on it."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from portal.embedded import parts, place, postgres
from portal.embedded.osuser import server_user
from tests.ports import free_port
from tests.stack.running import ROOT, Stack, wait_for

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin") or ""

CONFIGURATION = """
[databases]
{database} = host={sockets} dbname={database}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = 1
max_db_connections = 1
reserve_pool_size = 0
server_reset_query =
admin_users = {app}
query_wait_timeout = 60
"""


@dataclass(frozen=True)
class Pooler:
    """Where it listens; every client shares the one connection it has."""

    url: str

    def connect(self) -> "psycopg2.extensions.connection":
        return psycopg2.connect(self.url, connect_timeout=5)

    def servers(self) -> int:
        """How many connections to the database it has."""
        admin, _slash, _database = self.url.rpartition("/")
        with closing(psycopg2.connect(f"{admin}/pgbouncer")) as line:
            line.autocommit = True
            with line.cursor() as cursor:
                cursor.execute("SHOW SERVERS")
                return len(cursor.fetchall())


@contextmanager
def pooler(stack: Stack) -> Iterator[Pooler]:
    """pgbouncer in transaction mode, run by the database's own user, who may reach its socket."""
    user = server_user(postgres.cluster_dir(stack.data_dir))
    folder, port = Path(tempfile.mkdtemp(prefix="ajar-pool-")), free_port()
    secret = place.passwords(stack.data_dir)[place.APP_ROLE]
    (folder / "users.txt").write_text(f'"{place.APP_ROLE}" "{secret}"\n')
    values = {"database": place.DATABASE, "sockets": place.sockets_dir(stack.data_dir)}
    values |= {"port": port, "folder": folder, "app": place.APP_ROLE}
    (folder / "pgbouncer.ini").write_text(CONFIGURATION.format(**values))
    if user.switch:
        for path in (folder, *folder.iterdir()):
            os.chown(path, user.uid, user.gid)
    process = subprocess.Popen(
        [PROGRAM, str(folder / "pgbouncer.ini")],
        user=user.uid if user.switch else None,
        group=user.gid if user.switch else None,
        extra_groups=[] if user.switch else None,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    found = Pooler(f"postgresql://{place.APP_ROLE}:{secret}@127.0.0.1:{port}/{place.DATABASE}")
    try:
        wait_for(lambda: _answers(found), seconds=30, told="the pooler answers")
        yield found
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _answers(found: Pooler) -> bool:
    try:
        found.connect().close()
    except psycopg2.OperationalError:
        return False
    return True


@contextmanager
def web(stack: Stack, through: Pooler, *, threads: int) -> Iterator[int]:
    """The real web process with its database behind the pooler; yields its port."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi:application", "--preload"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", str(threads)]
    command += ["--worker-class", "gthread", "--timeout", "60", "--no-control-socket"]
    urls = place.database_urls(stack.data_dir)
    environment = stack.environment | {
        "DATABASE_URL": through.url,
        "DATABASE_OWNER_URL": urls.require_owner(),
        "DATABASE_COLLECTOR_URL": urls.require_collector(),
        "REDIS_URL": place.broker_url(stack.data_dir),
    }
    log = (stack.data_dir / "pooled.log").open("ab")
    process = subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
    )
    log.close()
    try:
        wait_for(lambda: parts.web_answers(port), seconds=90, told="the pooled web process answers")
        yield port
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)
