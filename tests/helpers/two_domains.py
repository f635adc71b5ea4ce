"""Batches and folders of two small domains, and tiny settings of every system that learns without pairs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image

from benchmarks.shapes import draw


def batch(count: int, size: int = 32, seed: int = 0) -> dict[str, torch.Tensor]:
    """A training batch: `a` and `b`, each (count, 3, size, size) in [-1, 1], unpaired."""
    rng = np.random.default_rng(seed)
    made = {}
    for domain in "ab":
        pictures = [draw(int(rng.integers(3)), domain, rng, size) for _ in range(count)]
        stacked = np.stack(pictures).transpose(0, 3, 1, 2).astype(np.float32)
        made[domain] = torch.from_numpy(stacked) / 127.5 - 1
    return made


def write_folders(folder: Path, count: int = 12, size: int = 40) -> Path:
    """Folders trainA and trainB with `count` pictures each."""
    rng = np.random.default_rng(1)
    for domain in "ab":
        place = folder / f"train{domain.upper()}"
        place.mkdir(parents=True)
        for number in range(count):
            picture = draw(int(rng.integers(3)), domain, rng, size)
            Image.fromarray(picture).save(place / f"{number}.png")
    return folder


# Initial gains above the published 0.02, which leaves tiny networks silent for thousands of steps.
TINY: dict[str, dict[str, object]] = {
    "cyclegan": {
        "generator_width": 8,
        "blocks": 2,
        "discriminator_widths": [8, 16],
        "initial_gain": 0.1,
        "pool": 4,
    },
    "discogan": {"widths": [8, 16, 24], "bottleneck": 16, "curriculum": 100},
    "dualgan": {
        "generator_widths": [8, 16, 24],
        "discriminator_widths": [8, 16],
        "norm": "instance",
        "lambda_a": 20.0,
        "lambda_b": 20.0,
    },
    "unit": {
        "widths": [8, 16, 24],
        "residual_blocks": 1,
        "discriminator_widths": [8, 16],
        "discriminator_scales": 2,
    },
    "munit": {
        "widths": [8, 16, 24],
        "style_widths": [8, 16, 24],
        "residual_blocks": 1,
        "style_size": 4,
        "mlp_width": 24,
        "discriminator_widths": [8, 16],
        "discriminator_scales": 2,
    },
    "drit": {
        "width": 8,
        "blocks": 1,
        "attribute_widths": [8, 16, 24],
        "style_size": 4,
        "discriminator_widths": [8, 16],
        "discriminator_scales": 2,
        "content_layers": 0,
        "content_steps": 2,
        "lambda_mode_seeking": 1.0,
    },
}


def tiny_values(recipe: str, folder: Path | str, **sections: object) -> dict[str, object]:
    """Configuration values of a tiny run of one of these systems; `sections` are added or replace."""
    values: dict[str, object] = {
        "recipe": recipe,
        "name": f"tiny-{recipe}",
        "folder": str(folder),
        "seed": 3,
        "licence": "CC0",
        "data": {"sources": ["unused"], "kind": "unpaired"},
        "settings": TINY[recipe],
        "schedule": {"pictures": 1000, "batch_size": 2, "size": 32},
        "hardware": {"device": "cpu", "threads": 1},
    }
    return {**values, **sections}
