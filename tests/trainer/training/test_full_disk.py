"""A full disk pauses a run: the last checkpoint is whole, the run says so, and goes on once there is room."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import torch
from helpers.tiny_recipes import BATCH, STEPS, tiny_values

import trainer.training.checkpoints
from engine.errors import DatasetError, DiskFullError
from trainer.data.sources import require_room
from trainer.runs.events import EventStream
from trainer.runs.launch import RunFolder
from trainer.settings.run_config import RunConfig, parse_config
from trainer.training.checkpoints import checkpoints, load_checkpoint
from trainer.training.session import run_training


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def config(tmp_path: Path) -> RunConfig:
    torch.set_num_threads(1)
    return parse_config(tiny_values("pix2pix", tmp_path))


def no_room(*_: object) -> Usage:
    return Usage(2**30, 2**30 - 2**20, 2**20)


def full_while_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that takes half of a checkpoint and is full then."""
    write = Path.write_bytes

    def write_half(path: Path, data: Any) -> int:
        if bytes(memoryview(data)[:2]) != b"PK":  # a checkpoint is a zip
            return write(path, data)
        write(path, bytes(memoryview(data)[: memoryview(data).nbytes // 2]))
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", write_half)


def full_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trainer.training.checkpoints.shutil, "disk_usage", no_room)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fill", "sentence"), [(full_before, "has 1 MiB left"), (full_while_writing, "became full while")]
)
def test_a_full_disk_pauses_the_run_and_loses_nothing(
    config: RunConfig,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fill: Callable[[pytest.MonkeyPatch], None],
    sentence: str,
) -> None:
    folder = Path(config.folder)
    run_training(config, resume=False, echo=False, until=3 * BATCH)
    (kept,) = checkpoints(folder)
    before = kept.read_bytes()
    with monkeypatch.context() as patch:
        fill(patch)
        # A command that ends so has not done what it was asked: its exit code says so, too.
        with pytest.raises(DiskFullError, match=sentence):
            run_training(config, resume=True, echo=False)
    run = RunFolder(folder)
    assert run.state == "paused"
    said = run.events()[0][-1]["reason"]
    assert sentence in said
    assert "free some space and resume" in said
    assert run.checkpoints() == [kept]
    assert kept.read_bytes() == before
    assert not list(folder.glob(".*.tmp")), "half a file is left"

    run_training(config, resume=True, echo=False)
    whole = parse_config(tiny_values("pix2pix", tmp_path, "whole"))
    run_training(whole, resume=False, echo=False)
    ends = [load_checkpoint(checkpoints(Path(one.folder))[-1]) for one in (config, whole)]
    assert ends[0]["seen"] == STEPS * BATCH
    for name, network in ends[0]["networks"].items():
        assert all(torch.equal(value, ends[1]["networks"][name][key]) for key, value in network.items())


def test_a_session_says_at_its_start_that_there_will_be_no_room(
    config: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer.training.checkpoints.shutil, "disk_usage", lambda _: Usage(1, 1, 1))
    with pytest.raises(DiskFullError):
        run_training(config, resume=False, echo=False)
    events = RunFolder(Path(config.folder)).events()[0]
    warnings = [event["text"] for event in events if event["event"] == "warning"]
    assert any("will pause at its first one" in text for text in warnings)


def test_pictures_that_find_no_room_are_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", no_room)
    require_room(tmp_path, 2**20)
    with pytest.raises(DatasetError, match=r"need up to 5 MiB and the disk has 1 left"):
        require_room(tmp_path, 5 * 2**20)


def test_events_that_find_no_room_stop_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = EventStream(tmp_path / "events.jsonl", echo=False)
    stream.emit({"event": "command", "text": "ganvas train"})
    assert stream._file is not None

    def refuse() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(stream._file, "flush", refuse)
        stream.emit({"event": "progress", "preparing": 4, "of": 8})
    stream.emit({"event": "paused", "seen": 8})
    stream.close()
    lines = [line for line in (tmp_path / "events.jsonl").read_text().splitlines() if line]
    assert json.loads(lines[-1])["event"] == "paused"
