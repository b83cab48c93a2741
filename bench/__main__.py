"""Run the benchmarks, each in a process of its own: all of them, or those that are named.

python -m bench [NAME …]
python -m bench.NAME [SIZE …]     one of them, at another size
"""

import ast
import subprocess
import sys
from pathlib import Path

ALL = (
    "score_one",
    "explain_one",
    "rescoring",
    "check_edition",
    "register_list",
    "queue",
    "save_answers",
    "import_rows",
    "score_task",
    "refer_task",
    "collect",
    "dashboard",
    "ledger",
    "files",
    "report_pdf",
)


def told() -> str:
    """How to run them, and what each measures: the first line of its own words."""
    lines = [(__doc__ or "").strip(), ""]
    for name in ALL:
        source = Path(__file__).with_name(f"{name}.py").read_text("utf-8")
        about = (ast.get_docstring(ast.parse(source)) or "").split("\n\n")[0]
        lines.append(f"{name:14} {' '.join(about.split())}")
    return "\n".join(lines)


def main() -> int:
    if {"-h", "--help"} & set(sys.argv[1:]):
        print(told())
        return 0
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
