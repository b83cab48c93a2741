"""Which operating-system user runs the database and the broker.

PostgreSQL refuses root. Started by root (containers, small virtual machines) the servers run as
another user, who must be able to reach the programs and the data folder.
"""

import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

CANDIDATES = ("ajar", "nobody")


class WrongUserError(Exception):
    """No user can run the servers, or that user can't reach a folder; says what to change."""


@dataclass(frozen=True)
class ServerUser:
    """The user and group the servers run as; ``switch`` is true when it isn't the current one."""

    name: str
    uid: int
    gid: int
    switch: bool


def server_user(existing: Path) -> ServerUser:
    """The current user, or, for root, who owns the ``existing`` cluster or may own a new one.

    Root's choice for a new one: AJAR_OS_USER, else ``ajar``, else ``nobody``.
    """
    uid = os.geteuid()
    if uid != 0:
        return ServerUser(name=_name_of(uid), uid=uid, gid=os.getegid(), switch=False)
    if existing.exists() and (state := existing.stat()).st_uid != 0:
        name = _name_of(state.st_uid)
        return ServerUser(name=name, uid=state.st_uid, gid=state.st_gid, switch=True)
    chosen = os.environ.get("AJAR_OS_USER", "")
    for name in (chosen,) if chosen else CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return ServerUser(name=name, uid=entry.pw_uid, gid=entry.pw_gid, switch=True)
    raise WrongUserError(
        "PostgreSQL refuses to run as root, and there is no user "
        f"{chosen or ' or '.join(CANDIDATES)} to run it as. Create one (useradd --system ajar), "
        "name another in AJAR_OS_USER, or start Ajar as an ordinary user."
    )


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def require_reachable(program: Path, folder: Path, user: ServerUser) -> None:
    """Raises ``WrongUserError`` naming what ``user`` can't enter or run."""
    if not user.switch:
        return
    for path, allowed in ((program, "-x"), (folder, "-x")):
        tried = subprocess.run(
            ["/usr/bin/test", allowed, str(path)],
            user=user.uid,
            group=user.gid,
            extra_groups=[],
            cwd="/",
            check=False,
        )
        if tried.returncode:
            raise WrongUserError(
                f"Started by root, Ajar runs PostgreSQL and the broker as the user {user.name}, "
                f"and that user can't reach {path}: {_first_closed(path, user)} is closed to it. "
                "Move Ajar to a folder every user may enter (for example /opt/ajar), "
                "or start it as an ordinary user; AJAR_DATA places the data elsewhere."
            )


def _first_closed(path: Path, user: ServerUser) -> Path:
    for folder in reversed(path.parents):
        state = folder.stat()
        owned = state.st_uid == user.uid
        grouped = state.st_gid == user.gid
        bit = stat.S_IXUSR if owned else stat.S_IXGRP if grouped else stat.S_IXOTH
        if not state.st_mode & bit:
            return folder
    return path


def make_private(folder: Path, user: ServerUser) -> None:
    """Makes ``folder`` belong to ``user`` alone (0700); refuses one that belongs to a stranger."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    state = folder.lstat()
    if stat.S_ISLNK(state.st_mode) or state.st_uid not in (os.geteuid(), user.uid):
        raise WrongUserError(
            f"{folder} belongs to another user or is a link. Remove it, or place the data "
            "elsewhere with AJAR_DATA."
        )
    if user.switch and state.st_uid != user.uid:
        os.chown(folder, user.uid, user.gid)
    folder.chmod(0o700)


def make_passable(folder: Path, user: ServerUser) -> None:
    """Makes the data folder: its owner's alone, but another server user may pass through."""
    folder.mkdir(parents=True, exist_ok=True)
    owner = folder.stat().st_uid
    if os.geteuid() not in (0, owner):
        raise WrongUserError(
            f"The data folder {folder} belongs to {_name_of(owner)}. Run Ajar as that user, "
            "or choose another folder with AJAR_DATA."
        )
    folder.chmod(0o711 if user.switch else 0o700)
