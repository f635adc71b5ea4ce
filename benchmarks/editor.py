"""The editor: process start to a ready model, memory, and from the end of a stroke to its picture."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measuring import Row, percentile, report

ROOT = Path(__file__).resolve().parents[1]


def run() -> list[Row]:
    """Start the editor offscreen several times, then draw in one."""
    starts = [start_editor(strokes=0) for _ in range(6)][1:]  # the first fills the disk cache
    seconds = statistics.median(float(found["seconds"]) for found in starts)
    memory = max(float(found["peak_megabytes"]) for found in starts)
    drawn = start_editor(strokes=80)
    times = sorted(float(value) for value in drawn["latencies"])
    torch = any(bool(found["torch"]) for found in [*starts, drawn])
    at_work = float(drawn["peak_megabytes_at_work"])
    spread = f"{len(starts)} starts, slowest {max(float(found['seconds']) for found in starts):.2f} s"
    return [
        Row("editor, process start to a paint with a model ready", seconds, "s", 1.5, detail=spread),
        Row(
            "editor, peak memory when ready",
            memory,
            "MB",
            600,
            detail=f"{at_work:.0f} MB after {len(times)} strokes",
        ),
        Row("editor, torch imported (1 = yes)", float(torch), "", 0),
        Row(
            "editor, end of a stroke to its picture on the canvas, p95",
            percentile(times, 0.95),
            "ms",
            50,
            detail=f"{len(times)} strokes, median {statistics.median(times):.1f} ms, grid of variants on",
        ),
    ]


def start_editor(*, strokes: int) -> dict[str, object]:
    """One editor in its own process: what editor_child.py tells of it, and `seconds` until it was ready."""
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {
            "QT_QPA_PLATFORM": "offscreen",
            "GANVAS_HOME": home,
            "XDG_CONFIG_HOME": home,
        }
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.editor_child", str(strokes)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            timeout=300,
            check=False,
        )
    found = (
        json.loads(done.stdout) if done.stdout else {"problem": f"the editor ended with {done.returncode}"}
    )
    if "problem" in found:
        raise SystemExit(f"The editor could not be measured: {found['problem']}")
    return {**found, "seconds": found["ready"] - began}


if __name__ == "__main__":
    report(run)
