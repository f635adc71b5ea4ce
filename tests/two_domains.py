"""Two small domains with known truth, and tiny settings of every system that learns from unpaired pictures.

Domain A: a grey shape on a dark ground. Domain B: the same kinds of shape in a colour, on a light ground. A
circle stays a circle; which colour it takes is style.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image

SHAPES = ("circle", "square", "cross")


def draw(shape: int, domain: str, chance: np.random.Generator, size: int = 32) -> np.ndarray:
    """One picture (size, size, 3) uint8 of shape number 0, 1 or 2."""
    rows, columns = np.indices((size, size)) + 0.5
    y, x = rows - size * chance.uniform(0.42, 0.58), columns - size * chance.uniform(0.42, 0.58)
    radius = size * chance.uniform(0.24, 0.32)
    inside = {
        0: np.hypot(y, x) < radius,
        1: np.maximum(abs(y), abs(x)) < 0.88 * radius,
        2: (np.minimum(abs(y), abs(x)) < 0.3 * radius) & (np.maximum(abs(y), abs(x)) < 1.15 * radius),
    }[shape]
    if domain == "a":
        ground, ink = np.full(3, chance.integers(10, 40)), np.full(3, chance.integers(170, 210))
    else:
        ground = np.full(3, chance.integers(225, 250))
        hue = chance.random()
        ink = np.array([abs((hue * 6 + offset) % 6 - 3) - 1 for offset in (0, 4, 2)]).clip(0, 1) * 200 + 20
    pixels = np.where(inside[..., None], ink, ground).astype(np.float32)
    return np.clip(pixels + chance.normal(0, 3, pixels.shape), 0, 255).astype(np.uint8)


def batch(count: int, size: int = 32, seed: int = 0) -> dict[str, torch.Tensor]:
    """A training batch: `a` and `b`, each (count, 3, size, size) in [-1, 1], unpaired."""
    chance = np.random.default_rng(seed)
    made = {}
    for domain in "ab":
        pictures = [draw(int(chance.integers(3)), domain, chance, size) for _ in range(count)]
        stacked = np.stack(pictures).transpose(0, 3, 1, 2).astype(np.float32)
        made[domain] = torch.from_numpy(stacked) / 127.5 - 1
    return made


def write_folders(folder: Path, count: int = 12, size: int = 40) -> Path:
    """Folders trainA and trainB with `count` pictures each."""
    chance = np.random.default_rng(1)
    for domain in "ab":
        place = folder / f"train{domain.upper()}"
        place.mkdir(parents=True)
        for number in range(count):
            picture = draw(int(chance.integers(3)), domain, chance, size)
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
