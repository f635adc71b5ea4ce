"""A killed run with adaptive augmentation loses nothing: p, averages, path length and sampler go on."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from helpers.run_states import assert_same
from PIL import Image

from trainer.settings.run_config import read_config
from trainer.training.checkpoints import checkpoints, load_checkpoint
from trainer.training.session import run_training

ROOT = Path(__file__).parents[3]
STEPS, BATCH = 24, 4


def draw_pictures(folder: Path, count: int = 18) -> Path:
    folder.mkdir()
    rng = np.random.default_rng(0)
    for number in range(count):
        pixels = np.full((20, 20, 3), rng.integers(0, 255, size=3), dtype=np.uint8)
        pixels[5:15, 5:15] = rng.integers(0, 255, size=3)
        Image.fromarray(pixels).save(folder / f"{number}.png")
    return folder


def write_config(path: Path, pictures: Path, run: Path) -> Path:
    path.write_text(f"""
recipe = "stylegan2"
name = "small"
folder = {json.dumps(str(run))}
seed = 5
[data]
sources = [{json.dumps(str(pictures))}]
kind = "pictures"
validation_fraction = 0.1
workers = 1
[settings]
resolution = 16
z_size = 8
w_size = 12
mapping_depth = 2
channel_base = 128
channel_max = 16
r1_every = 4
augment_kimg = 0.5
augment_p = 0.3
augment_target = 0.0
[schedule]
pictures = {STEPS * BATCH}
batch_size = {BATCH}
size = 16
[optimiser]
learning_rate = 0.002
beta1 = 0.0
beta2 = 0.99
[reporting]
progress = {BATCH}
samples = 1000
checkpoints = {5 * BATCH}
[hardware]
device = "cpu"
threads = 1
""")
    return path


@pytest.mark.slow
def test_a_killed_run_with_ada_resumes_bit_for_bit(tmp_path: Path) -> None:
    pictures = draw_pictures(tmp_path / "pictures")
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    never_stopped = write_config(tmp_path / "whole.toml", pictures, whole)
    run_training(read_config(never_stopped), resume=False, echo=False)

    config = write_config(tmp_path / "killed.toml", pictures, killed)
    line = [sys.executable, "-m", "trainer", "train", str(config)]
    process = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        # In the middle of ADA's four batches, of the lazy phases and of an epoch.
        if json.loads(line).get("seen", 0) >= 13 * BATCH:
            break
    process.send_signal(signal.SIGKILL)
    process.wait()
    newest = load_checkpoint(checkpoints(killed)[-1])
    assert newest["seen"] < STEPS * BATCH, "the kill came too late to prove anything"
    assert newest["seen"] % (4 * BATCH) != 0, "the checkpoint does not lie between two moves of p"
    run_training(read_config(config), resume=True, echo=False)

    ends = [load_checkpoint(checkpoints(folder)[-1]) for folder in (whole, killed)]
    assert ends[0]["seen"] == STEPS * BATCH
    assert_same(*ends)
    networks = ends[0]["networks"]
    assert float(networks["augmentation"]["p"]) != pytest.approx(0.3), "p has moved"
    assert float(networks["path_length"]["mean"]) > 0
