"""Two programs measured against each other, each in a process of its own, as a person would run them.

In one process they change each other's allocator and threads: PyTorch's eager mode is a third faster where
another library has freed large blocks before, and its waiting threads take the processor from the other.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_REST = 0.1  # seconds, until the other's threads sleep


def serve(action: Callable[[], object]) -> None:
    """A child's side: run the action for every line read, and print the seconds that it took."""
    for _ in range(3):
        action()
    print("ready", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        action()
        print(time.perf_counter() - start, flush=True)


def take_turns(programs: Mapping[str, Sequence[str]], *, rounds: int) -> dict[str, float]:
    """Median seconds of each program's action by name.

    Args:
        programs: name to module and arguments of a child that calls `serve`.
        rounds: how often each runs.
    """
    children = {name: _start(arguments) for name, arguments in programs.items()}
    times: dict[str, list[float]] = {name: [] for name in programs}
    try:
        for turn in range(rounds):
            names = list(programs) if turn % 2 else list(programs)[::-1]
            for name in names:
                time.sleep(_REST)
                times[name].append(_turn(children[name]))
    finally:
        for child in children.values():
            child.kill()
            child.wait()
    return {name: statistics.median(values) for name, values in times.items()}


def _start(arguments: Sequence[str]) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-m", *arguments], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    if child.stdout.readline().strip() != "ready":
        raise SystemExit(f"'{arguments[0]}' did not start.")
    return child


def _turn(child: subprocess.Popen[str]) -> float:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write("\n")
    child.stdin.flush()
    return float(child.stdout.readline())
