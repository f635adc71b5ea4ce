"""Every event of a run's stream holds what its type says: what is written today, and by whom it is read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

import pytest
from helpers.tiny_recipes import BATCH, tiny_values

from app.training.monitor.record import RunRecord
from trainer.runs.events import EventStream, ProgressEvent, RunEvent, parsed, seen_by
from trainer.runs.folder import RunFolder
from trainer.settings.run_config import parse_config
from trainer.training.session import run_training

KINDS = get_args(RunEvent)


def fits(value: object, kind: Any) -> bool:
    """Whether a value from JSON is of a type; a whole number may stand for any number."""
    if is_typeddict(kind):
        hints = get_type_hints(kind, include_extras=True)
        assert isinstance(value, dict)
        others = value.keys() - hints.keys()
        # The terms of losses have each recipe's own names.
        if kind is ProgressEvent:
            others = {name for name in others if not isinstance(value[name], float)}
        needed = {name for name, hint in hints.items() if get_origin(hint) is not NotRequired}
        return (
            not others
            and needed <= value.keys()
            and all(fits(value[name], hint) for name, hint in hints.items() if name in value)
        )
    if get_origin(kind) is NotRequired:
        return fits(value, get_args(kind)[0])
    if get_origin(kind) is Literal:
        return value in get_args(kind)
    if get_origin(kind) is list:
        return isinstance(value, list) and all(fits(one, get_args(kind)[0]) for one in value)
    plain = get_origin(kind) or kind
    return isinstance(value, (int, float) if plain is float else plain)


def test_a_run_writes_events_of_the_declared_types_alone(tmp_path: Path) -> None:
    config = parse_config(
        tiny_values("pix2pix", tmp_path)
        | {"reporting": {"progress": BATCH, "samples": BATCH, "metrics": BATCH}}
    )
    run_training(config, resume=False, echo=False, until=2 * BATCH, command="ganvas train tiny.toml")
    run_training(config, resume=True, echo=False)
    events = RunFolder(Path(config.folder)).events()[0]
    for event in events:
        assert [kind.__name__ for kind in KINDS if fits(event, kind)], event
    written = {event["event"] for event in events}
    assert {
        "doctor",
        "command",
        "started",
        "progress",
        "sample",
        "metric",
        "checkpoint",
        "stopped",
    } <= written
    assert events[-1]["event"] == "finished"
    record = RunRecord()
    record.add(events)
    assert record.status().ended == "finished"
    assert {"loss_d", "per_second"} <= record.status().curves.keys()


@pytest.mark.parametrize(
    "event",
    [
        {"event": "warning"},
        {"event": "sample", "seen": 5, "file": 7},
        {"event": "finished", "seen": 5, "reason": "none"},
        {"event": "health", "seen": 1, "rule": "nan", "sentence": "Sick.", "remedy": {"sentence": "Rest"}},
        {"event": "invented", "seen": 5},
    ],
)
def test_what_is_no_event_of_a_run_fits_no_type(event: dict[str, Any]) -> None:
    assert not any(fits(event, kind) for kind in KINDS)


def test_the_stream_adds_the_time_of_day_and_is_read_back(tmp_path: Path) -> None:
    stream = EventStream(tmp_path / "events.jsonl", echo=False)
    stream.emit({"event": "checkpoint", "seen": 8, "file": "checkpoint-8.pt"})
    stream.emit({"event": "failed", "reason": "The disk is gone."})
    stream.close()
    lines = (tmp_path / "events.jsonl").read_text().splitlines()
    assert [list(json.loads(line)) for line in lines] == [
        ["event", "time", "seen", "file"],
        ["event", "time", "reason"],
    ]
    found = [event for line in lines if (event := parsed(line)) is not None]
    assert [seen_by(event) for event in found] == [8, 0]
    assert parsed("{}") is parsed("no event") is parsed("[1]") is None


def test_the_types_of_events_are_known_without_pytorch() -> None:
    code = "import sys, trainer.runs.events; print('torch' in sys.modules or 'pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
