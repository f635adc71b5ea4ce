"""Checkpoints are as they were written or are passed over, and a run goes on from any that it kept."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
import torch
from helpers.endless_run import endless_run
from helpers.tiny_recipes import BATCH, STEPS, tiny_values
from typer.testing import CliRunner

from engine.errors import BrokenCheckpointError, CheckpointError
from trainer.__main__ import app
from trainer.runs.checkpoints import SET_ASIDE
from trainer.runs.folder import RunFolder
from trainer.settings.run_config import RunConfig, parse_config, read_run
from trainer.training.checkpoints import checkpoints, load_checkpoint
from trainer.training.session import run_training

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run with checkpoints of 3 and of 6 batches, in a folder with its pictures."""
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("trained")
    config = parse_config(tiny_values("pix2pix", folder))
    run_training(config, resume=False, echo=False, until=6 * BATCH)
    return folder


@pytest.fixture
def config(trained: Path, tmp_path: Path, ganvas_home: Path) -> RunConfig:
    """A copy of that run, as a person makes one who moves it; its pictures stay where they are."""
    torch.set_num_threads(1)
    shutil.copytree(trained / "run", tmp_path / "run")
    shutil.copy(trained / "sections.json", tmp_path)
    return parse_config(tiny_values("pix2pix", tmp_path))


def kept(config: RunConfig) -> list[int]:
    return [int(path.stem.rpartition("-")[2]) for path in checkpoints(Path(config.folder))]


def sentences(config: RunConfig) -> list[str]:
    events = [json.loads(line) for line in (Path(config.folder) / "events.jsonl").open()]
    return [event["text"] for event in events if event["event"] == "warning"]


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1 << place % 8
    path.write_bytes(data)


def same(first: dict[str, Any], second: dict[str, Any]) -> bool:
    return all(
        torch.equal(tensor, second[part][name][key])
        for part in ("networks", "averages")
        for name, network in first[part].items()
        for key, tensor in network.items()
    )


def test_a_flipped_bit_is_never_loaded_wherever_it_is(config: RunConfig, tmp_path: Path) -> None:
    path = checkpoints(Path(config.folder))[-1]
    state, size, refused = load_checkpoint(path), path.stat().st_size, 0
    places = random.Random(0).sample(range(size), 60)
    for place in places:
        copy = tmp_path / path.name
        shutil.copyfile(path, copy)
        flip(copy, place)
        try:
            assert same(state, load_checkpoint(copy)), f"byte {place} of {size}"
        except BrokenCheckpointError:
            refused += 1
    assert refused > len(places) / 2


def test_a_broken_checkpoint_is_passed_over_and_the_run_says_so(config: RunConfig) -> None:
    folder = Path(config.folder)
    newest = checkpoints(folder)[-1]
    flip(newest, newest.stat().st_size // 2)
    run_training(config, resume=True, echo=False)
    (sentence,) = [text for text in sentences(config) if "broken" in text]
    assert newest.name in sentence
    assert checkpoints(folder)[0].name in sentence
    assert (folder / SET_ASIDE / newest.name).is_file(), "what is broken may still be worth something"
    assert kept(config)[-1] == STEPS * BATCH
    load_checkpoint(checkpoints(folder)[-1])


def test_a_run_none_of_whose_checkpoints_is_whole_is_refused(config: RunConfig) -> None:
    for path in checkpoints(Path(config.folder)):
        path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(BrokenCheckpointError, match="broken or incomplete"):
        run_training(config, resume=True, echo=False)


@pytest.mark.parametrize("form", ["{seen}", "checkpoint-{seen:09d}.pt", "{folder}/checkpoint-{seen:09d}.pt"])
def test_a_run_goes_on_from_an_earlier_checkpoint(config: RunConfig, form: str) -> None:
    word = form.format(seen=3 * BATCH, folder=config.folder)
    line = ["resume", config.folder, "--from", word, "--until", str(4 * BATCH), "--quiet"]
    result = CliRunner().invoke(app, line)
    assert result.exit_code == 0, result.output
    assert kept(config) == [3 * BATCH, 4 * BATCH]
    assert any("later" in text and SET_ASIDE in text for text in sentences(config))
    # What was put aside can be gone back to in its turn.
    line[3:6] = [str(6 * BATCH), "--until", str(7 * BATCH)]
    assert CliRunner().invoke(app, line).exit_code == 0
    assert kept(config)[-2:] == [6 * BATCH, 7 * BATCH]


def test_any_checkpoint_is_forked_and_one_that_is_not_there_is_named(
    config: RunConfig, tmp_path: Path
) -> None:
    result = CliRunner().invoke(
        app, ["fork", config.folder, str(tmp_path / "fork"), "--from", str(3 * BATCH)]
    )
    assert result.exit_code == 0, result.output
    assert checkpoints(tmp_path / "fork")[0].name == f"checkpoint-{3 * BATCH:09d}.pt"
    result = CliRunner().invoke(app, ["fork", config.folder, str(tmp_path / "other"), "--from", "5"])
    assert isinstance(result.exception, CheckpointError)
    assert f"{3 * BATCH}, {6 * BATCH}" in str(result.exception)


def test_a_bundle_is_made_of_any_checkpoint(config: RunConfig, tmp_path: Path) -> None:
    target = tmp_path / "early.gmodel"
    result = CliRunner().invoke(app, ["export", config.folder, "-o", str(target), "--from", str(3 * BATCH)])
    assert result.exit_code == 0, result.output
    from engine.bundle.bundle import open_bundle

    assert open_bundle(target).manifest.provenance["pictures_seen"] == 3 * BATCH


def test_what_a_killed_session_was_writing_is_gone_with_the_next_one(config: RunConfig) -> None:
    folder = Path(config.folder)
    left = [folder / ".checkpoint-000000032.pt.0123456789ab.tmp", folder / "samples" / ".7.png.ab.tmp"]
    left[1].parent.mkdir(exist_ok=True)
    for path in left:
        path.write_bytes(bytes(100))
    run_training(config, resume=True, echo=False)
    assert not any(path.exists() for path in left)


@pytest.mark.parametrize("written", ["relative", pytest.param("absolute", marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "moved",
    [
        "everything",
        pytest.param("nothing", marks=pytest.mark.slow),
        pytest.param("run", marks=pytest.mark.slow),
    ],
)
def test_a_run_resumes_wherever_it_is_and_from_wherever_it_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, moved: str
) -> None:
    torch.set_num_threads(1)
    project = tmp_path / "project"
    values = tiny_values("pix2pix", project)
    source = Path(values["data"]["sources"][0])
    name = next(source.iterdir()).name
    values["data"]["exclude"] = [f"{source.as_posix()}/{name}"]
    if written == "relative":
        values["folder"] = "run"
        values["data"]["sources"] = [source.relative_to(project).as_posix()]
        values["data"]["exclude"] = [f"{source.relative_to(project).as_posix()}/{name}"]
    monkeypatch.chdir(project)
    run_training(parse_config(values), resume=False, echo=False, until=3 * BATCH)
    folder = project / "run"
    if moved == "everything":
        project = project.rename(tmp_path / "elsewhere")
        folder = project / "run"
    elif moved == "run":
        folder = folder.rename(tmp_path / "moved")
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    result = CliRunner().invoke(app, ["resume", os.path.relpath(folder), "--quiet"])
    assert result.exit_code == 0, result.exception
    events = RunFolder(folder).events()[0]
    assert events[-1]["event"] == "finished"
    started = [event for event in events if event["event"] == "started"]
    assert started[0]["of"] == started[1]["of"], "a picture that was left out is left out still"
    assert "changes" not in started[1], "where files lie is no setting"
    assert Path(read_run(folder).data.sources[0]).is_dir()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_nothing_is_left_of_a_run_that_was_killed(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "trainer", "train", str(endless_run(tmp_path))],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    next(line for line in process.stdout if '"learning_rate"' in line)
    workers = psutil.Process(process.pid).children(recursive=True)
    assert workers
    process.send_signal(signal.SIGKILL)
    process.wait()
    end = time.monotonic() + 60
    while any(worker.is_running() and worker.status() != psutil.STATUS_ZOMBIE for worker in workers):
        assert time.monotonic() < end, "a worker outlives the run"
        time.sleep(0.1)
