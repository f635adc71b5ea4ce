"""Small runs that are watched: healthy ones, and the same made sick on purpose."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from benchmarks.shapes import draw

# What comes by time comes at another moment on every machine.
BY_PICTURES = {"progress_seconds": 0, "samples_seconds": 0, "checkpoints_seconds": 0}

SIDE, BATCH = 32, 4


def draw_pairs(folder: Path, count: int, size: int = SIDE) -> Path:
    """Grey shapes on dark, left, and the same shapes in any colour on light, right."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        shape = number % 3
        pair = [draw(shape, domain, np.random.default_rng([7, number]), size) for domain in "ab"]
        Image.fromarray(np.concatenate(pair, axis=1)).save(folder / f"{number:04d}.png")
    return folder


def draw_pictures(folder: Path, count: int, size: int = 16) -> Path:
    """Shapes in any colour on light."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        picture = draw(number % 3, "b", np.random.default_rng([8, number]), size)
        Image.fromarray(picture).save(folder / f"{number:04d}.png")
    return folder


SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "bicyclegan": {
        "generator_widths": [12, 16, 24, 24],
        "encoder_widths": [12, 16, 24],
        "discriminator_width": 12,
        "condition_channels": 3,
        "upsample": "bilinear_last",
        "initial_gain": 1.0,
        "lambda_l1": 10.0,
    },
    "pix2pix": {
        "generator_widths": [8, 16, 16],
        "discriminator_widths": [8, 16],
        "norm": "instance",
        "dropout": False,
    },
    "stylegan2": {
        "resolution": 16,
        "z_size": 16,
        "w_size": 32,
        "mapping_depth": 2,
        "channel_base": 256,
        "channel_max": 24,
        "r1_gamma": 0.5,
        "r1_every": 8,
        "augment_kimg": 20.0,
        "path_length_weight": 0.0,
    },
    "vae": {
        "resolution": 16,
        "z_size": 16,
        "w_size": 32,
        "channel_base": 256,
        "channel_max": 24,
        "lambda_perceptual": 0.0,
    },
}
OPTIMISERS: Mapping[str, Mapping[str, float]] = {
    "bicyclegan": {"learning_rate": 4e-4},
    "pix2pix": {"learning_rate": 4e-4},
    "stylegan2": {"learning_rate": 2e-3, "beta1": 0.0, "beta2": 0.99},
    "vae": {"learning_rate": 2e-3},
}


def values(recipe: str, folder: Path, steps: int, count: int = 240, **changes: Any) -> dict[str, Any]:
    """Configuration of a watched run; `changes` are "section__key" to value.

    It reports every 20 steps and is measured every 100.
    """
    single = recipe in ("stylegan2", "vae")
    size = 16 if single else SIDE
    pictures = (draw_pictures if single else draw_pairs)(folder / f"pictures-{count}", count)
    found: dict[str, Any] = {
        "recipe": recipe,
        "name": f"watched-{recipe}",
        "folder": str(folder / "run"),
        "seed": 1,
        "licence": "CC0",
        "data": {
            "sources": [str(pictures)],
            "kind": "pictures" if single else "side_by_side",
            "validation_fraction": 0.2,
            "workers": 0,
        },
        "settings": dict(SETTINGS[recipe]),
        "schedule": {"pictures": steps * BATCH, "batch_size": BATCH, "accumulate": 1, "size": size},
        "optimiser": dict(OPTIMISERS[recipe]),
        "averaging": {"half_life": 400},
        "reporting": {
            "progress": 20 * BATCH,
            "metrics": 100 * BATCH,
            "metrics_share": 1.0,
            "samples": 10**9,
            "checkpoints": 10**9,
            **BY_PICTURES,
        },
        "hardware": {"device": "cpu", "threads": 1},
    }
    for place, value in changes.items():
        section, key = place.split("__")
        found[section][key] = value
    return found


def train(config_values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Train in this process and give the events."""
    from trainer.settings.run_config import parse_config
    from trainer.training.session import run_training

    config = parse_config(config_values)
    run_training(config, resume=False, echo=False)
    lines = (Path(config.folder) / "events.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]
