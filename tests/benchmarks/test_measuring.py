"""The benchmarks' own arithmetic: medians of turns taken, percentiles, and promises that are kept or not."""

import time
from pathlib import Path

import pytest

from benchmarks.measuring import Row, interleaved, percentile, table
from benchmarks.run_all import BEGIN, END, write_results


def test_the_slower_of_two_actions_is_seen_as_slower() -> None:
    turns: list[str] = []

    def slow() -> None:
        turns.append("slow")
        time.sleep(0.004)

    slow_median, fast_median = interleaved(slow, lambda: turns.append("fast"), rounds=5, warm_up=1)
    assert slow_median >= 0.004
    assert fast_median < slow_median
    assert turns.count("slow") == turns.count("fast") == 6
    assert turns[:4] in (["slow", "fast", "fast", "slow"], ["fast", "slow", "slow", "fast"])


@pytest.mark.parametrize(("share", "expected"), [(0.5, 10), (0.95, 19), (1.0, 20), (0.0, 1)])
def test_a_percentile_is_the_nearest_rank(share: float, expected: int) -> None:
    assert percentile(list(range(20, 0, -1)), share) == expected


def test_promises_are_kept_or_broken_in_the_right_direction() -> None:
    assert Row("time", 40, "ms", 50).kept is True
    assert Row("time", 60, "ms", 50).kept is False
    assert Row("speed", 2.0, "x", 1.8, at_most=False).kept is True
    assert Row("speed", 1.5, "x", 1.8, at_most=False).kept is False
    assert Row("just told", 1.5, "x").kept is None


def test_the_table_shows_broken_promises_loudly() -> None:
    lines = table([Row("time", 60, "ms", 50, detail="10 runs"), Row("told", 123.4, "MB")]).splitlines()
    assert lines[2] == "| time | 60 ms | <= 50 ms | NO | 10 runs |"
    assert lines[3] == "| told | 123 MB |  |  |  |"


def test_results_are_replaced_and_what_people_wrote_stays(tmp_path: Path) -> None:
    file = tmp_path / "RESULTS.md"
    write_results(file, "first")
    file.write_text(file.read_text() + "\nWritten by hand.\n")
    write_results(file, "second")
    text = file.read_text()
    assert "first" not in text
    assert f"{BEGIN}\n\nsecond\n\n{END}" in text
    assert text.endswith("Written by hand.\n")


def test_results_without_marks_are_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "RESULTS.md"
    file.write_text("all by hand")
    with pytest.raises(SystemExit, match="lost its marks"):
        write_results(file, "new")
    assert file.read_text() == "all by hand"
