"""`make bench`: every benchmark, each in a process of its own, and one table of all figures.

`python -m benchmarks.run_all --write` also puts the table between the marks of benchmarks/RESULTS.md.
"""

import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.measuring import Row, table

HERE = Path(__file__).resolve().parent
BENCHMARKS = (
    "inference",
    "synthesis",
    "editor",
    "styles",
    "importing",
    "doctor",
    "training",
    "training_unpaired",
    "training_stylegan2",
    "recipes",
    "monitoring",
    "loading",
)


BEGIN, END = "<!-- measured by make bench -->", "<!-- end of what make bench measured -->"


def write_results(file: Path, measured: str) -> None:
    """Replace what stands between the marks in `file`, or begin it; everything else in it stays."""
    text = file.read_text(encoding="utf-8") if file.exists() else f"# Results\n\n{BEGIN}\n{END}\n"
    if BEGIN not in text or END not in text:
        raise SystemExit(f"{file} has lost its marks; put '{BEGIN}' and '{END}' back around the table.")
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    file.write_text(f"{before}{BEGIN}\n\n{measured}\n\n{END}{after}", encoding="utf-8")


def main() -> int:
    """Run all benchmarks; returns 1 when one of them could not be run."""
    rows: list[Row] = []
    failed = []
    for name in BENCHMARKS:
        print(f"{name} ...", file=sys.stderr, flush=True)
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}", "--json"],
            cwd=HERE.parent,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            failed.append(name)
            continue
        rows += [Row(**row) for row in json.loads(done.stdout.splitlines()[-1])]
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    measured = f"{machine}, Python {platform.python_version()}\n\n{table(rows)}"
    print(f"\n{measured}")
    if "--write" in sys.argv[1:] and not failed:
        write_results(HERE / "RESULTS.md", f"{time.strftime('%Y-%m-%d')}, {measured}")
    if failed:
        print(f"\nCould not be run: {', '.join(failed)}; the messages above say why.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
