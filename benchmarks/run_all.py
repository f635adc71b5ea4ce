"""`make bench`: every benchmark of this folder, each in its own process, and one table of all figures."""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

from benchmarks.measuring import Row, table

HERE = Path(__file__).resolve().parent
NO_BENCHMARKS = {"__init__", "bare_bicyclegan", "editor_child", "measuring", "run_all"}


def main() -> int:
    """Run all benchmarks; returns 1 when one of them could not be run."""
    names = sorted(file.stem for file in HERE.glob("*.py") if file.stem not in NO_BENCHMARKS)
    rows: list[Row] = []
    failed = []
    for name in names:
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
    print(f"\n{machine}, Python {platform.python_version()}\n")
    print(table(rows))
    if failed:
        print(f"\nCould not be run: {', '.join(failed)}; the messages above say why.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
