"""Events of a run become curves, sheets and messages, also of runs that were killed and went on."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from app.training.monitor.record import RunRecord, keep_changes, pending_changes, smoothed


def session(start: int, end: int, *, time: float, step: int = 10) -> list[dict[str, object]]:
    events: list[dict[str, object]] = [
        {"event": "started", "time": time, "seen": start, "pictures": 1000, "device": "cpu", "of": 90}
    ]
    for seen in range(start + step, end + 1, step):
        now = time + (seen - start) * 36
        events.append({"event": "progress", "time": now, "seen": seen, "eta": 5, "loss_d": seen / 10})
    return events


def test_a_run_that_goes_on_from_a_checkpoint_forgets_what_it_lost() -> None:
    record = RunRecord()
    record.add([*session(0, 100, time=0), {"event": "sample", "time": 1, "seen": 100, "file": "a.png"}])
    before = record.status()
    # Killed; the newest checkpoint was at 50 pictures. The machine stood still for a day.
    record.add(session(50, 80, time=90_000))
    after = record.status()
    assert after.curves["loss_d"].seen.tolist() == [10, 20, 30, 40, 50, 60, 70, 80]
    assert not after.sheets
    # Hours are hours of training: 50 pictures at 36 seconds, then 30.
    assert after.curves["loss_d"].hours.tolist() == pytest.approx([n / 10 for n in range(1, 9)])
    # What a window still shows of the earlier standing is untouched.
    assert before.curves["loss_d"].seen.tolist() == [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]


def test_every_number_of_a_progress_event_is_a_curve() -> None:
    record = RunRecord()
    record.add(session(0, 0, time=0))
    for seen in range(1, 300):
        record.add(
            [{"event": "progress", "time": seen, "seen": seen, "invented_today": seen * 2, "note": "x"}]
        )
    assert set(record.status().curves) == {"invented_today"}
    assert record.status().curves["invented_today"].values[-1] == 598


@pytest.mark.parametrize("end", ["paused", "stopped", "finished", "failed"])
def test_a_session_ends_as_its_last_event_says_and_the_next_one_begins_anew(end: str) -> None:
    record = RunRecord()
    record.add([*session(0, 50, time=0), {"event": end, "time": 400, "seen": 50, "reason": "because"}])
    assert record.status().ended == end
    record.add(session(50, 60, time=500))
    assert record.status().ended == ""
    assert record.status().failure == ""


def test_health_messages_bring_their_remedy() -> None:
    record = RunRecord()
    changes = {"optimiser.learning_rate": 1e-4}
    remedy = {"sentence": "Halve the learning rate.", "changes": changes}
    record.add([{"event": "health", "seen": 5, "rule": "nan", "sentence": "Sick.", "remedy": remedy}])
    assert record.status().health[0].changes == changes


def test_a_run_that_rolled_back_by_itself_shows_the_good_part_only() -> None:
    record = RunRecord()
    record.add(session(0, 100, time=0))
    record.add([{"event": "health", "time": 400, "seen": 100, "rule": "not_finite", "back_to": 40}])
    record.add([{"event": "progress", "time": 436, "seen": 50, "loss_d": 7.0}])
    curve = record.status().curves["loss_d"]
    assert curve.seen.tolist() == [10, 20, 30, 40, 50]
    assert curve.hours[-1] == pytest.approx(0.41)
    assert record.status().health[0].seen == 100


def test_broken_events_do_no_harm() -> None:
    record = RunRecord()
    record.add(
        [
            {"event": "progress"},
            {"event": "progress", "seen": "many"},
            {"event": "sample", "seen": 5},
            {"event": "health", "remedy": "none"},
            {"event": "metric", "seen": None, "kid": 5},
            {"event": "progress", "seen": 5, "time": 1, "loss_d": math.nan},
            {"event": "unknown"},
            {},
        ]
    )
    status = record.status()
    assert math.isnan(status.curves["loss_d"].values[0])
    assert status.seen == 5


def test_smoothing_keeps_a_constant_and_passes_over_nan() -> None:
    values = np.array([3.0, math.nan, 3.0, 3.0])
    assert smoothed(values, 0.9).tolist() == pytest.approx([3.0] * 4)
    noisy = np.tile([0.0, 2.0], 200)
    assert abs(smoothed(noisy, 0.95)[-1] - 1.0) < 0.05
    assert smoothed(noisy, 0.0) is noisy


def test_what_version_0_1_kept_for_the_next_session_is_read_and_kept_under_the_new_name(
    tmp_path: Path,
) -> None:
    (tmp_path / "next-leg.json").write_text(json.dumps({"a.b": 1}), "utf-8")
    assert pending_changes(tmp_path) == {"a.b": 1}
    keep_changes(tmp_path, {"a.b": 2})
    assert [file.name for file in tmp_path.iterdir()] == ["next-session.json"]
    assert pending_changes(tmp_path) == {"a.b": 2}
    (tmp_path / "next-leg.json").write_text(json.dumps({"a.b": 1}), "utf-8")
    keep_changes(tmp_path, {})
    assert pending_changes(tmp_path) == {}
    remedy = {"sentence": "Begin the next leg with this lower learning rate.", "changes": {"a.b": 1}}
    record = RunRecord()
    record.add(
        [{"event": "health", "seen": 1, "rule": "not_finite", "sentence": "It broke.", "remedy": remedy}]
    )
    assert record.status().health[0].remedy == "Begin the next session with this lower learning rate."
