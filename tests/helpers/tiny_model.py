"""A real, small, untrained BicycleGAN as a bundle, for tests that need a model and not its beauty."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch

TINY_SETTINGS = {
    "generator_widths": [8, 12, 16, 16],
    "encoder_widths": [8, 12],
    "discriminator_width": 8,
    "upsample": "bilinear_last",
    # At the published gain an untrained network gives the same grey for any sketch.
    "initial_gain": 1.0,
}


def tiny_values(folder: Path | str, **sections: object) -> dict[str, object]:
    """Configuration values of a tiny run; `sections` are added or replace."""
    values: dict[str, object] = {
        "recipe": "bicyclegan",
        "name": "tiny",
        "title": "Tiny",
        "folder": str(folder),
        "seed": 3,
        "licence": "CC0",
        "data": {"sources": ["unused"]},
        "settings": TINY_SETTINGS,
        "schedule": {"pictures": 100, "batch_size": 2, "size": 32},
        "hardware": {"device": "cpu"},
    }
    return {**values, **sections}


def make_tiny_bundle(path: Path) -> Path:
    """Write a bundle of 32-pixel pictures and 8 style numbers, exported through the trainer."""
    from accelerate import Accelerator

    from trainer.bundling.export import export_run
    from trainer.settings.run_config import parse_config, write_config
    from trainer.training.checkpoints import save_checkpoint
    from trainer.training.state import Run

    folder = path.parent / f".{path.stem}-run"
    folder.mkdir(parents=True, exist_ok=True)
    config = parse_config(tiny_values(folder))
    run = Run(config, Accelerator(cpu=True))
    with torch.no_grad():
        # Styles of an untrained network hardly differ; amplify what the code does.
        for network in (run.averages.networks["generator"], run.recipe.networks["generator"]):
            for name, parameter in network.named_parameters():
                if name.endswith(("down.0.weight", "down.1.weight")):
                    parameter[:, -8:] *= 8
    save_checkpoint(folder, 0, run.state(), 1)
    write_config(config, folder)
    return export_run(folder, path)


if __name__ == "__main__":
    print(json.dumps({"bundle": str(make_tiny_bundle(Path(sys.argv[1])))}))
