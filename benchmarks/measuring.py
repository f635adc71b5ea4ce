"""How the benchmarks measure and report: interleaved pairs, medians, and one row for every promise."""

import argparse
import json
import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """One figure and what is promised of it.

    Attributes:
        what: the figure's name.
        value: as measured.
        unit: "x" for ratios, else ms, s, MB or "".
        target: the promised bound, or None where the figure only informs.
        at_most: whether the target is an upper bound.
        detail: the absolute figures behind it.
    """

    what: str
    value: float
    unit: str
    target: float | None = None
    at_most: bool = True
    detail: str = ""

    @property
    def kept(self) -> bool | None:
        """Whether the promise holds; None where there is none."""
        if self.target is None:
            return None
        return self.value <= self.target if self.at_most else self.value >= self.target


def interleaved(
    first: Callable[[], object],
    second: Callable[[], object],
    *,
    rounds: int,
    warm_up: int = 3,
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[float, float]:
    """Median seconds of two actions that take turns, so that a busy machine slows both alike.

    With `time.process_time` as the clock, what other programs do hardly matters; one thread is meant.
    """
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(warm_up + rounds):
        # Whoever goes second finds the other's data in the caches: the order changes every round.
        order = ((0, first), (1, second)) if turn % 2 else ((1, second), (0, first))
        for which, action in order:
            start = clock()
            action()
            if turn >= warm_up:
                times[which].append(clock() - start)
    return statistics.median(times[0]), statistics.median(times[1])


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of all values do not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)]


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| figure | measured | promised | kept | behind it |", "|---|---|---|---|---|"]
    for row in rows:
        promised = (
            "" if row.target is None else f"{'<=' if row.at_most else '>='} {row.target:g} {row.unit}".strip()
        )
        kept = {None: "", True: "yes", False: "NO"}[row.kept]
        measured = f"{row.value:.3g}" if row.value < 100 else f"{row.value:.0f}"
        lines.append(
            f"| {row.what} | {measured} {row.unit}".rstrip() + f" | {promised} | {kept} | {row.detail} |"
        )
    return "\n".join(lines)


def report(run: Callable[[], list[Row]]) -> None:
    """Run one benchmark from its command line: a table for people, `--json` for `run_all`."""
    parser = argparse.ArgumentParser(description=run.__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    as_json = parser.parse_args().json
    rows = run()
    print(json.dumps([asdict(row) for row in rows]) if as_json else table(rows))
