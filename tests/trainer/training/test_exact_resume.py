"""A killed run loses nothing: resumed, it ends with the weights of a run that was never stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from helpers.run_states import assert_same
from helpers.tiny_model import TINY_SETTINGS
from PIL import Image

from trainer.settings.run_config import read_config
from trainer.training.checkpoints import checkpoints, load_checkpoint
from trainer.training.session import run_training

ROOT = Path(__file__).parents[3]
STEPS, BATCH = 24, 4


def draw_shoes(folder: Path, count: int = 24) -> Path:
    """Photos of a kind: coloured shapes on white."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(0)
    for number in range(count):
        pixels = np.full((48, 64, 3), 255, dtype=np.uint8)
        top, left = rng.integers(4, 20, size=2)
        pixels[top : top + 20, left : left + 30] = rng.integers(0, 200, size=3)
        pixels[top + 8 : top + 10, left + 4 : left + 26] = rng.integers(0, 255, size=3)
        Image.fromarray(pixels).save(folder / f"{number}.png")
    return folder


def write_config(path: Path, photos: Path, run: Path, **reporting: int) -> Path:
    settings = "\n".join(f"{key} = {json.dumps(value)}" for key, value in TINY_SETTINGS.items())
    lines = "\n".join(f"{key} = {value}" for key, value in reporting.items())
    path.write_text(f"""
recipe = "bicyclegan"
name = "tiny"
folder = {json.dumps(str(run))}
seed = 5
[data]
sources = [{json.dumps(str(photos))}]
workers = 2
validation_fraction = 0.1
[settings]
{settings}
[schedule]
pictures = {STEPS * BATCH}
batch_size = {BATCH}
size = 64
[reporting]
{lines}
[hardware]
device = "cpu"
threads = 1
""")
    return path


def start(config: Path, *arguments: str) -> subprocess.Popen[str]:
    line = [sys.executable, "-m", "trainer", "train", str(config), *arguments]
    return subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> list[dict[str, object]]:
    out, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    return [json.loads(line) for line in out.splitlines() if line.startswith("{")]


def read_until(process: subprocess.Popen[str], seen: int) -> None:
    """Follow a run's events until it has seen so many pictures."""
    assert process.stdout is not None
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == "progress" and event.get("seen", 0) >= seen:
            return
    pytest.fail("the run ended too early")


@pytest.mark.slow
def test_a_killed_run_resumes_to_the_same_weights(tmp_path: Path) -> None:
    photos = draw_shoes(tmp_path / "photos")
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    reporting = {"progress": BATCH, "samples": 1000, "checkpoints": 5 * BATCH}
    never_stopped = write_config(tmp_path / "whole.toml", photos, whole, **reporting)
    run_training(read_config(never_stopped), resume=False, echo=False)

    config = write_config(tmp_path / "killed.toml", photos, killed, **reporting)
    process = start(config)
    read_until(process, 13 * BATCH)
    process.send_signal(signal.SIGKILL)
    process.wait()
    newest = load_checkpoint(checkpoints(killed)[-1])
    assert newest["seen"] < STEPS * BATCH, "the kill came too late to prove anything"
    events = finish(start(config, "--resume"))
    assert events[-1]["event"] == "finished"

    ends = [load_checkpoint(checkpoints(folder)[-1]) for folder in (whole, killed)]
    assert ends[0]["seen"] == STEPS * BATCH
    assert_same(*ends)


@pytest.mark.slow
def test_a_terminated_run_finishes_its_step_and_keeps_it(tmp_path: Path) -> None:
    photos = draw_shoes(tmp_path / "photos")
    run = tmp_path / "run"
    config = write_config(tmp_path / "c.toml", photos, run, progress=BATCH, checkpoints=1000)
    line = [sys.executable, "-m", "trainer", "train", str(config), "--set", "schedule.pictures=100000"]
    process = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)
    read_until(process, 5 * BATCH)
    # To the whole group, workers included, as a shell or a system does it.
    os.killpg(process.pid, signal.SIGTERM)
    events = finish(process)
    assert [event["event"] for event in events[-2:]] == ["checkpoint", "stopped"]
    assert load_checkpoint(checkpoints(run)[-1])["seen"] >= 5 * BATCH


@pytest.mark.slow
def test_two_processes_train_one_run(tmp_path: Path) -> None:
    photos = draw_shoes(tmp_path / "photos")
    run = tmp_path / "run"
    config = write_config(tmp_path / "c.toml", photos, run, progress=BATCH, checkpoints=1000)
    # `--multi_gpu` is the launcher's word for several processes on one machine; the configuration says CPU.
    launch = (
        "-m accelerate.commands.launch --multi_gpu --num_processes 2 --num_machines 1 --mixed_precision no"
    )
    launch += " --dynamo_backend no --main_process_port 0 -m trainer train"
    line = [sys.executable, *launch.split(), str(config), "--set", "schedule.pictures=48"]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    events = [json.loads(line) for line in (run / "events.jsonl").read_text().splitlines()]
    assert events[-1]["event"] == "finished"
    # The configuration says how many pictures a step sees, not the number of processes.
    seen = [event["seen"] for event in events if "loss_l1" in event]
    assert seen[0] == BATCH
    assert seen[-1] == 48


@pytest.mark.slow
def test_a_run_is_not_overwritten_by_mistake(tmp_path: Path) -> None:
    photos = draw_shoes(tmp_path / "photos")
    config = write_config(tmp_path / "c.toml", photos, tmp_path / "run", progress=BATCH)
    run_training(read_config(config), resume=False, echo=False, until=8)
    again = start(config)
    _, errors = again.communicate(timeout=120)
    assert again.returncode == 1
    assert "already holds a run" in errors
    assert "Traceback" not in errors
