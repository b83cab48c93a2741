"""A supervisor over small stand-in processes, for tests that kill it: `driver.py DATA PART…`.

Each PART is NAME=RANK=SCRIPT; the script is a Python program that prints "up" when it is ready.
"""

import signal
import subprocess
import sys
from pathlib import Path

from portal.embedded import processes
from portal.embedded.logbook import TROUBLE, Filter, Logbook
from portal.embedded.supervisor import Part, PartFailedError, StopRequested, Supervisor


def part(description: str) -> Part:
    name, rank, script = description.split("=", 2)

    def start(output: int) -> subprocess.Popen[bytes]:
        return processes.spawn(
            [sys.executable, "-u", "-c", script], output=output, dies_with_parent=signal.SIGTERM
        )

    return Part(
        name=name,
        start=start,
        ready=lambda: True,
        stop_stages=((signal.SIGTERM, 20.0), (signal.SIGKILL, 2.0)),
        rank=int(rank),
        trouble=Filter(TROUBLE),
        ready_line="up",
        patience=20.0,
    )


def main() -> int:
    data = Path(sys.argv[1])
    supervisor = Supervisor(data, Logbook(data / "logs"))
    print("leftovers:", *supervisor.end_leftovers(), flush=True)
    code = 0
    try:
        supervisor.launch(*(part(one) for one in sys.argv[2:]))
        print("ready", flush=True)
        supervisor.watch()
    except StopRequested:
        pass
    except PartFailedError as problem:
        print(problem)
        code = 1
    supervisor.stop()
    print("stopped", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
