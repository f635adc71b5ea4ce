"""A slow run is seen to work: it reports by time, as all its processes agree, and learns the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from helpers.run_states import assert_same
from helpers.spread_runs import finish, start
from helpers.tiny_recipes import BATCH, STEPS, tiny_values
from helpers.watched_runs import BY_PICTURES

from trainer.runs.events import EventStream, ProgressEvent
from trainer.runs.folder import CONFIG
from trainer.settings.run_config import changes_since, parse_config, read_run, write_config
from trainer.settings.sections import Reporting
from trainer.training.checkpoints import checkpoints, load_checkpoint
from trainer.training.reporting import EventReporter, ReportClock, mean_report
from trainer.training.session import run_training

NEVER = {"progress": 10**9, "samples": 10**9, "checkpoints": 10**9, "metrics": 10**9}
AT_ONCE = {"progress_seconds": 1e-6, "samples_seconds": 1e-6, "checkpoints_seconds": 1e-6}


def values(folder: Path, run: str, reporting: Mapping[str, float]) -> dict[str, Any]:
    page = tiny_values("pix2pix", folder, run)
    page["reporting"] = {**page["reporting"], **reporting}
    return page


def events(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "events.jsonl").open()]


def moments(folder: Path, kind: str) -> list[int]:
    return [e["seen"] for e in events(folder) if e["event"] == kind and "seen" in e]


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def test_a_report_is_due_when_its_time_is_over_and_not_again_before() -> None:
    hands = Hands()
    clock = ReportClock(Reporting(), fresh=False, now=hands)
    assert clock.due() == frozenset()
    hands.time += 20
    assert clock.due() == {"progress"}
    clock.done("progress")
    assert clock.due() == frozenset()
    hands.time += 280
    assert clock.due() == {"progress", "samples"}
    clock.done("samples")
    hands.time += 600
    assert clock.due() == {"progress", "samples", "checkpoints"}


def test_the_first_sheet_of_a_run_comes_with_its_first_report() -> None:
    hands = Hands()
    clock = ReportClock(Reporting(), fresh=True, now=hands)
    hands.time += 20
    assert clock.due() == {"progress", "samples"}
    for report in clock.due():
        clock.done(report)
    hands.time += 20
    assert clock.due() == {"progress"}


def test_reports_by_pictures_alone_are_never_due() -> None:
    hands = Hands()
    clock = ReportClock(Reporting(**BY_PICTURES), fresh=True, now=hands)
    hands.time += 10**6
    assert clock.due() == frozenset()


def test_a_run_that_reports_by_time_learns_what_one_that_does_not_learns(tmp_path: Path) -> None:
    quiet, busy = tmp_path / "quiet", tmp_path / "busy"
    run_training(parse_config(values(tmp_path, "quiet", NEVER)), resume=False, echo=False)
    run_training(parse_config(values(tmp_path, "busy", NEVER | AT_ONCE)), resume=False, echo=False)
    steps = [BATCH * (step + 1) for step in range(STEPS)]
    assert moments(busy, "progress") == moments(busy, "sample") == moments(busy, "checkpoint") == steps
    assert all("gradient_generator" in e for e in events(busy) if "learning_rate" in e)
    assert not moments(quiet, "progress")
    assert moments(quiet, "checkpoint") == steps[-1:]
    assert_same(*(load_checkpoint(checkpoints(folder)[-1]) for folder in (quiet, busy)))


def test_a_run_ends_with_a_sheet_of_its_end(tmp_path: Path) -> None:
    seldom = {**NEVER, **BY_PICTURES, "samples_seconds": 10**6}
    config = parse_config(values(tmp_path, "run", seldom))
    run_training(config, resume=False, echo=False)
    assert moments(tmp_path / "run", "sample") == [STEPS * BATCH]
    assert [path.name for path in (tmp_path / "run" / "samples").iterdir()] == ["000000032.png"]


def test_an_interrupted_run_that_reports_by_time_resumes_to_the_same_weights(tmp_path: Path) -> None:
    for run in ("whole", "parts"):
        config = parse_config(values(tmp_path, run, NEVER | AT_ONCE))
        if run == "parts":
            run_training(config, resume=False, echo=False, until=3 * BATCH)
        run_training(config, resume=run == "parts", echo=False)
    assert_same(*(load_checkpoint(checkpoints(tmp_path / run)[-1]) for run in ("whole", "parts")))


@pytest.mark.slow
def test_two_processes_agree_on_reports_by_the_clock_of_the_first(tmp_path: Path) -> None:
    page = values(tmp_path, "run", NEVER | AT_ONCE)
    page["data"]["workers"] = 1
    config = parse_config(page)
    finish(start(2, config))
    steps = [BATCH * (step + 1) for step in range(STEPS)]
    for kind in ("progress", "sample", "checkpoint"):
        assert moments(Path(config.folder), kind) == steps


def test_a_run_of_an_earlier_version_goes_on_by_pictures(tmp_path: Path) -> None:
    config = parse_config(tiny_values("pix2pix", tmp_path))
    folder = Path(config.folder)
    folder.mkdir()
    write_config(config, folder)
    stored = json.loads((folder / CONFIG).read_text())
    for name in BY_PICTURES:
        del stored["reporting"][name]
    (folder / CONFIG).write_text(json.dumps(stored))
    reporting = read_run(folder).reporting
    assert {name: getattr(reporting, name) for name in BY_PICTURES} == BY_PICTURES
    assert changes_since(folder, read_run(folder)) == {}


def test_rules_count_reports_by_pictures_and_see_the_mean_of_those_between(tmp_path: Path) -> None:
    config = parse_config(tiny_values("vae", tmp_path))
    reporter = EventReporter(config, EventStream(tmp_path / "events.jsonl", echo=False))

    def event(seen: int) -> ProgressEvent:
        return {"event": "progress", "seen": seen, "learning_rate": 1e-4, "loss_l1": 1.0}  # type: ignore[typeddict-unknown-key, typeddict-item]

    # As many as a rule needs, but all within a few pictures: nobody can say yet that nothing is learnt.
    for seen in range(400):
        reporter.report_early(event(seen))
    reporter.report(event(400))
    assert [e for e in events(tmp_path) if e["event"] == "health"] == []
    for seen in range(401, 500):
        reporter.report(event(seen))
    assert [e["rule"] for e in events(tmp_path) if e["event"] == "health"] == ["no_progress"]
    first, last = event(3), {**event(5), "loss_l1": 3.0}
    assert mean_report([first, last])["seen"] == 5  # type: ignore[list-item]
    assert mean_report([first, last])["loss_l1"] == 2.0  # type: ignore[list-item, typeddict-item]


def test_a_dry_run_tells_both(tmp_path: Path) -> None:
    from trainer.commands.train import plan

    page = values(tmp_path, "run", {"samples": 500, "checkpoints_seconds": 900})
    said = "\n".join(plan(parse_config(page)))
    assert "a checkpoint every 12 pictures or 900 seconds, the newest 9 kept" in said
    assert "a sheet every 500 pictures." in said
