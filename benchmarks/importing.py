"""Time and memory of importing published weights, against reading the file and writing the bundle.

The files are full-width with random weights, written by the benchmark into a temporary folder. What runs the
networks, the graphs with their checks and the one picture, is left out: it costs the same however the file is
read. Snapshots of NVIDIA's training are imported whole besides, as `ganvas import` does it.
"""

import json
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.measuring import Row, report

ROOT = Path(__file__).resolve().parents[1]
MB, GB = 2**20, 2**30
SIDES = (256, 1024)
TITLES = {"stylegan2": "StyleGAN2 1024", "bicyclegan": "BicycleGAN 256", "spade": "SPADE COCO-Stuff"}


def rows_of(family: str, found: dict[str, Any]) -> list[Row]:
    """One family's figures."""
    own = {what: statistics.median(pair[1] for pair in pairs) for what, pairs in found["times"].items()}
    wall = {what: statistics.median(pair[0] for pair in pairs) for what, pairs in found["times"].items()}
    title = TITLES[family]
    return [
        Row(
            f"Importing {title}: of reading its file and writing the bundle",
            own["import"] / own["bare"],
            "x",
            2.0,
            detail=(
                f"processor time {own['import']:.2f} s against {own['bare']:.2f} s, on the clock "
                f"{wall['import']:.2f} s against {wall['bare']:.2f} s; file of {found['file'] / MB:.0f} MB, "
                f"plain copy {own['plain']:.2f} s ({wall['plain']:.2f} s on the clock); "
                "graphs and picture aside"
            ),
        ),
        Row(
            f"Importing {title}: peak memory, of its tensors",
            found["memory"] / found["tensors"],
            "x",
            1.3,
            detail=f"{found['memory'] / MB:.0f} MB for {found['tensors'] / MB:.0f} MB, mapped pages counted",
        ),
    ]


def rows_of_snapshot(side: int, found: dict[str, Any]) -> list[Row]:
    """A whole import of NVIDIA's snapshot, in seconds and gigabytes."""
    title = f"Importing a snapshot of StyleGAN2-ADA {side}"
    whole = f"graphs, checks and picture included; {found['wall']:.1f} s on the clock"
    size = f"file of {found['file'] / MB:.0f} MB, mapped pages counted"
    return [
        Row(f"{title}: processor time", found["own"], "s", 45.0, detail=whole),
        Row(f"{title}: peak memory", found["memory"] / GB, "GB", 1.8 if side == 256 else None, detail=size),
    ]


def run() -> list[Row]:
    """Import time and peak memory of three full-width files, and of two snapshots."""
    rows = []
    for family in TITLES:
        rows += rows_of(family, measured(family))
    for side in SIDES:
        rows += rows_of_snapshot(side, measured("snapshot", str(side)))
    return rows


def measured(*arguments: str) -> dict[str, Any]:
    """What a process of its own measures."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.importing_child", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    report(run)
