"""A run is controlled from its folder: paused, resumed with changes, stopped, forked, never trained twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from helpers.endless_run import endless_run

from engine.errors import CheckpointError, ConfigurationError, RunBusyError
from trainer.__main__ import main
from trainer.runs import lock as run_lock
from trainer.runs.launch import CheckpointPolicy, RunFolder, begin, forget_run, known_runs

ROOT = Path(__file__).parents[3]
PATIENCE = 90


@pytest.fixture
def config(tmp_path: Path, ganvas_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A tiny pix2pix that would go on for ever; whatever trains it ends with the test."""
    monkeypatch.chdir(ROOT)
    yield endless_run(tmp_path, checkpoints=40)
    for folder in (tmp_path / "run", tmp_path / "fork"):
        pid = RunFolder(folder).pid
        if pid is not None:
            os.kill(pid, signal.SIGKILL)


def wait_for(run: RunFolder, seen: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        events, _ = run.events()
        if any(event["event"] == "progress" and event.get("seen", 0) >= seen for event in events):
            return
        assert run.state == "running", (run.path / "log.txt").read_text()
        time.sleep(0.05)
    pytest.fail("the run made no progress")


@pytest.mark.slow
def test_a_run_is_paused_resumed_with_changes_killed_and_forked(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = begin(config)
    assert run.state == "running"
    assert [known.path for known in known_runs()] == [run.path]
    wait_for(run, 60)

    # Another editor sees it, and cannot start it a second time.
    other = RunFolder(run.path)
    assert other.state == "running"
    with pytest.raises(RunBusyError, match="already"):
        other.resume()
    monkeypatch.setattr(sys, "argv", ["trainer", "train", str(config), "--resume"])
    with pytest.raises(SystemExit) as again:
        main()
    assert again.value.code == 1
    assert f"the process {run.pid}" in capsys.readouterr().err

    other.pause()
    assert run.wait(PATIENCE) == "paused"
    events, offset = run.events()
    assert [event["event"] for event in events[-2:]] == ["checkpoint", "paused"]
    paused_at = events[-1]["seen"]
    progress = [event for event in events if event["event"] == "progress" and "loss_l1" in event][-1]
    assert progress["learning_rate"] == 2e-4
    assert progress["memory_bytes"] > 2**20
    assert 0 <= progress["data_share"] <= 1
    assert 0 <= progress["cpu_percent"] <= 100

    other.resume({"optimiser.learning_rate": 1e-4, "reporting.sample_rows": 4})
    assert run.state == "running"
    wait_for(run, paused_at + 60)
    events, _ = run.events(offset)
    (started,) = [event for event in events if event["event"] == "started"]
    assert started["seen"] == paused_at
    assert started["changes"] == {"optimiser.learning_rate": 1e-4, "reporting.sample_rows": 4}
    assert run.values()["optimiser"]["learning_rate"] == 1e-4

    assert run.pid is not None
    os.kill(run.pid, signal.SIGKILL)
    assert run.wait(PATIENCE) == "stopped"
    found = run.checkpoints()
    fork = run.fork(found[1], tmp_path / "fork")
    assert fork.state == "stopped"
    fork.resume()
    wait_for(fork, 120)
    fork.stop()
    assert fork.wait(PATIENCE) == "stopped"
    assert run.checkpoints() == found, "a fork leaves its run alone"
    assert {known.path for known in known_runs()} == {run.path, fork.path}
    forget_run(fork)
    assert [known.path for known in known_runs()] == [run.path]

    deleted = run.delete_checkpoints(CheckpointPolicy(newest=2))
    assert run.checkpoints() == found[-2:]
    assert deleted == found[:-2]

    exported = list(run.export(tmp_path / "pairs.gmodel").events())
    assert exported[0] == {"event": "progress", "done": 1, "total": 1}
    assert exported[-1]["event"] == "exported"
    assert (tmp_path / "pairs.gmodel").stat().st_size == exported[-1]["bytes"]


@pytest.mark.slow
def test_a_change_that_cannot_be_is_told_in_the_events(config: Path) -> None:
    run = begin(config)
    wait_for(run, 8)
    run.stop()
    run.wait(PATIENCE)
    run.resume({"optimiser.learning_rat": 1.0})
    assert run.wait(PATIENCE) == "failed"
    assert "did you mean 'learning_rate'" in run.events()[0][-1]["reason"]
    with pytest.raises(ConfigurationError, match="can be changed to"):
        run.resume({"optimiser": {"learning_rate": 1.0}})
    with pytest.raises(CheckpointError, match="already holds a run"):
        begin(config)


def test_half_a_line_of_events_waits_for_its_end(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    assert run.events() == ([], 0)
    (tmp_path / "events.jsonl").write_text('{"event": "started", "seen": 0}\n{"event": "prog')
    events, offset = run.events()
    assert [event["event"] for event in events] == ["started"]
    with (tmp_path / "events.jsonl").open("a") as file:
        file.write('ress", "seen": 4}\nno event\n')
    events, offset = run.events(offset)
    assert events == [{"event": "progress", "seen": 4}]
    assert run.events(offset) == ([], offset)


@pytest.mark.parametrize(
    ("last", "state"),
    [("paused", "paused"), ("finished", "finished"), ("failed", "failed"), ("progress", "stopped")],
)
def test_the_last_event_says_how_a_run_ended(tmp_path: Path, last: str, state: str) -> None:
    lines = [{"event": "stopped"}, {"event": "started"}, {"event": last, "reason": "so it is"}]
    (tmp_path / "events.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    run = RunFolder(tmp_path)
    assert run.state == state


def test_a_lock_counts_only_while_its_process_lives(tmp_path: Path) -> None:
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    run_lock.take(tmp_path, sleeper.pid)
    holder = run_lock.holder(tmp_path)
    assert holder is not None
    assert holder.pid == sleeper.pid
    with pytest.raises(RunBusyError, match="pause or stop it first"):
        run_lock.take(tmp_path)
    run_lock.release(tmp_path)
    assert run_lock.holder(tmp_path) == holder, "another's lock stays"
    # Killed, and not yet asked after by its parent: a zombie.
    sleeper.kill()
    end = time.monotonic() + 90
    while psutil.Process(sleeper.pid).status() != psutil.STATUS_ZOMBIE and time.monotonic() < end:
        time.sleep(0.01)
    assert run_lock.holder(tmp_path) is None
    run_lock.take(tmp_path)
    own = run_lock.holder(tmp_path)
    assert own is not None
    assert own.pid == os.getpid()
    run_lock.release(tmp_path)
    assert run_lock.holder(tmp_path) is None
    sleeper.wait()


def test_a_number_that_another_process_was_given_since_holds_no_lock(tmp_path: Path) -> None:
    own = psutil.Process()
    run_lock.take(tmp_path)
    page = json.loads((tmp_path / "lock").read_text())
    (tmp_path / "lock").write_text(json.dumps({**page, "since_boot": page["since_boot"] - 1000}))
    assert run_lock.holder(tmp_path) is None
    # A lock that version 0.1 wrote.
    old = {key: page[key] for key in ("pid", "machine")} | {"started": own.create_time() - 1000}
    (tmp_path / "lock").write_text(json.dumps(old))
    assert run_lock.holder(tmp_path) is None


@pytest.mark.parametrize("seconds", [-86400, -6, 6, 86400])
def test_setting_the_clock_gives_no_run_away(tmp_path: Path, seconds: float) -> None:
    run_lock.take(tmp_path)
    page = json.loads((tmp_path / "lock").read_text())
    (tmp_path / "lock").write_text(json.dumps({**page, "started": page["started"] + seconds}))
    holder = run_lock.holder(tmp_path)
    assert holder is not None
    assert holder.pid == os.getpid()


def test_another_machines_lock_is_released_by_its_age_or_by_force(tmp_path: Path) -> None:
    run_lock.take(tmp_path)
    page = json.loads((tmp_path / "lock").read_text())

    def taken_elsewhere(taken: float, beaten: float | None) -> None:
        (tmp_path / "lock").write_text(json.dumps({**page, "machine": "elsewhere"}))
        os.utime(tmp_path / "lock", (taken, taken))
        (tmp_path / "heartbeat").unlink(missing_ok=True)
        if beaten is not None:
            (tmp_path / "heartbeat").touch()
            os.utime(tmp_path / "heartbeat", (beaten, beaten))

    now, day = time.time(), 86400
    # It beats; its clock is ahead; it is an earlier version's, which does not beat.
    for taken, beaten in ((now - day, now - 60), (now, now + day), (now - day, None), (now - 60, now - day)):
        taken_elsewhere(taken, beaten)
        with pytest.raises(RunBusyError, match=r"on the machine 'elsewhere'.*--force"):
            run_lock.take(tmp_path)
        run_lock.release(tmp_path)
        assert run_lock.holder(tmp_path) is not None, "another machine's process of the same number"
    forced = run_lock.take(tmp_path, force=True)
    assert forced is not None
    assert forced.machine == "elsewhere"
    assert run_lock.take(tmp_path) is None
    taken_elsewhere(now - day, now - day / 2)
    assert run_lock.holder(tmp_path) is None
    assert run_lock.take(tmp_path) is None


def test_force_takes_no_run_from_a_process_that_lives_here(tmp_path: Path) -> None:
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        run_lock.take(tmp_path, sleeper.pid)
        with pytest.raises(RunBusyError, match="pause or stop it first"):
            run_lock.take(tmp_path, force=True)
    finally:
        sleeper.kill()
        sleeper.wait()


def test_old_requests_are_forgotten_with_their_run(tmp_path: Path) -> None:
    run_lock.ask(tmp_path, "pause")
    run_lock.take(tmp_path)
    assert run_lock.asked(tmp_path) == ""
    run_lock.ask(tmp_path, "stop")
    assert run_lock.asked(tmp_path) == "stop"
    run_lock.release(tmp_path)
    assert run_lock.asked(tmp_path) == ""


def test_a_policy_keeps_the_newest_and_one_of_every_so_many() -> None:
    found = [Path(f"checkpoint-{seen:09d}.pt") for seen in (100, 200, 300, 1100, 1200, 2100, 2200, 2300)]
    seen = [int(path.stem[-9:]) for path in CheckpointPolicy(newest=2, every=1000).superfluous(found)]
    assert seen == [200, 300, 1200]
    assert CheckpointPolicy(newest=0).superfluous(found) == found[:-1], "the newest always stays"
