"""A tiny pix2pix run that would go on for ever, as its configuration's file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image


def endless_run(folder: Path, *, samples: int = 1_000_000, checkpoints: int = 1_000_000) -> Path:
    """Eight pairs of noise in `folder`/pairs, and the file of a run in `folder`/run that learns from them."""
    rng = np.random.default_rng(0)
    pairs = folder / "pairs"
    pairs.mkdir()
    for number in range(8):
        pixels = rng.integers(0, 255, (32, 64, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(pairs / f"{number}.png")
    config = folder / "run.toml"
    config.write_text(f"""
recipe = "pix2pix"
name = "pairs"
folder = {json.dumps(str(folder / "run"))}
[data]
sources = [{json.dumps(str(pairs))}]
kind = "side_by_side"
direction = "BtoA"
workers = 1
validation_fraction = 0
[settings]
generator_widths = [4, 8, 8]
discriminator_widths = [4, 4]
[schedule]
pictures = 1000000
batch_size = 4
size = 32
[reporting]
progress = 4
samples = {samples}
checkpoints = {checkpoints}
keep = 100
[hardware]
device = "cpu"
threads = 1
""")
    return config
