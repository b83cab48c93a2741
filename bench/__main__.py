"""`python -m bench [NAME …]`: run the benchmarks, each in a process of its own."""

import subprocess
import sys

ALL = (
    "score_one",
    "explain_one",
    "rescoring",
    "check_edition",
    "register_list",
    "queue",
    "save_answers",
    "score_task",
    "refer_task",
    "collect",
    "dashboard",
    "report_pdf",
)


def main() -> int:
    chosen = sys.argv[1:] or ALL
    unknown = set(chosen) - set(ALL)
    if unknown:
        print(f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(ALL)}.")
        return 2
    return max(
        subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode
        for name in chosen
    )


if __name__ == "__main__":
    sys.exit(main())
