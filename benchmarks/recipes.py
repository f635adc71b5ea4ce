"""Every recipe's pictures per second: the loop with averages and all, and a plain loop of its phases.

The plain loop knows networks, losses and Adam, and nothing else: no averages, no reports, no processes.
Systems with an independent bare implementation are also measured against that one, in the other benchmarks.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from torch import Tensor

from benchmarks.measuring import Row, interleaved, report
from benchmarks.synthesis import random_bundle
from trainer.recipes.base import Recipe
from trainer.recipes.trained import make_recipe
from trainer.settings.run_config import parse_config
from trainer.training.loop import Run

SIDE = 64
_TWO = {"kind": "unpaired"}
_SPLIT = {"widths": [32, 64, 128], "discriminator_widths": [32, 64, 128], "discriminator_scales": 2}
_FACES = {"resolution": SIDE, "z_size": 64, "w_size": 64, "channel_base": 2048, "channel_max": 64}
CASES: Mapping[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "pix2pix": (
        {"kind": "side_by_side"},
        {"generator_widths": [32, 64, 128, 128, 128], "discriminator_widths": [32, 64, 128]},
    ),
    "bicyclegan": (
        {"kind": "photos"},
        {
            "generator_widths": [32, 64, 128, 128, 128],
            "encoder_widths": [32, 64, 128],
            "discriminator_width": 32,
        },
    ),
    "cyclegan": (_TWO, {"generator_width": 32, "blocks": 4, "discriminator_widths": [32, 64, 128]}),
    "discogan": (_TWO, {"widths": [32, 64, 128, 128], "bottleneck": 64}),
    "dualgan": (_TWO, {"generator_widths": [32, 64, 128, 128], "discriminator_widths": [32, 64]}),
    "unit": (_TWO, {**_SPLIT, "residual_blocks": 2}),
    "munit": (_TWO, {**_SPLIT, "style_widths": [32, 64, 128], "residual_blocks": 2, "mlp_width": 64}),
    "drit": (
        _TWO,
        {
            "width": 32,
            "blocks": 2,
            "attribute_widths": [32, 64, 128],
            "discriminator_widths": [32, 64],
            "discriminator_scales": 2,
            "content_layers": 0,
        },
    ),
    "stylegan2": ({"kind": "pictures"}, _FACES),
    "vae": ({"kind": "pictures"}, {**_FACES, "lambda_perceptual": 0.0}),
    "glo": ({"kind": "pictures"}, {**_FACES, "lambda_perceptual": 0.0, "lambda_gan": 0.0}),
    "psp": (
        {"kind": "pictures"},
        {
            "widths": [16, 32, 48, 64, 64],
            "depth": [1, 1, 1, 1],
            "pyramid": 32,
            "size": SIDE,
            "perceptual_size": SIDE,
            "lambda_perceptual": 0.0,
        },
    ),
    "landmarks": ({"kind": "face_scenes"}, {"widths": [16, 32, 48, 64]}),
    "attributes": (
        {"kind": "pictures"},
        {"attributes": {"a": {"kind": "number", "label": "a"}}, "form": "whole", "working_size": SIDE},
    ),
}


def batch_of(recipe: str, kind: str, count: int) -> dict[str, Tensor]:
    """A batch as that kind of data gives it to a recipe, of noise."""
    pictures = torch.rand(2, count, 3, SIDE, SIDE) * 2 - 1
    if kind == "unpaired":
        return {"a": pictures[0], "b": pictures[1]}
    if kind == "photos":
        return {"condition": pictures[0][:, :1], "target": pictures[1]}
    if kind == "side_by_side":
        return {"condition": pictures[0], "target": pictures[1]}
    if kind == "face_scenes":
        eyes = torch.tensor([[20.0, 30.0, 44.0, 30.0], [float("nan")] * 4]).expand(count, -1, -1)
        return {"picture": pictures[0], "eyes": eyes.clone()}
    if recipe == "glo":
        codes = torch.randn(2, count, _FACES["z_size"])
        return {"picture": pictures[0], "rough": pictures[1], "code": codes[0], "random_code": codes[1]}
    return {"picture": pictures[0], "labels": torch.rand(count, 1)}


def plain_loop(recipe: Recipe, batch: Mapping[str, Tensor], rate: float) -> Callable[[], None]:
    """A step of every phase that is due, and nothing else."""
    optimisers = {
        name: torch.optim.Adam(
            [p for p in net.parameters() if p.requires_grad], rate, (0.5, 0.999), fused=True
        )
        for name, net in recipe.networks.items()
        if any(p.requires_grad for p in net.parameters())
    }
    done = 0

    def step() -> None:
        nonlocal done
        work: dict[str, Any] = {"seen": done}
        for phase in recipe.phases:
            if done % phase.every:
                continue
            for name, optimiser in optimisers.items():
                for parameter in optimiser.param_groups[0]["params"]:
                    parameter.requires_grad_(name in phase.trained or name in phase.recorded)
            phase.losses(batch, work).total.backward()  # type: ignore[no-untyped-call]
            for name in phase.trained:
                optimisers[name].step()
                optimisers[name].zero_grad(set_to_none=True)
        done += 1

    return step


def measure(rounds: int = 6) -> list[Row]:
    """Ratio of speeds, recipe by recipe, in processor time of one thread."""
    torch.set_num_threads(1)
    rows = []
    for name, (data, given) in CASES.items():
        with tempfile.TemporaryDirectory() as folder:
            settings = given
            if name == "psp":
                generator = Path(folder) / "generator.gmodel"
                random_bundle(generator, {key: _FACES[key] for key in _FACES if key != "z_size"})
                settings = {**given, "generator": str(generator)}
            config = parse_config(
                {
                    "recipe": name,
                    "name": name,
                    "folder": str(Path(folder)),
                    "data": {"sources": ["none"], **data},
                    "settings": settings,
                    "schedule": {"batch_size": 4, "size": SIDE},
                    "hardware": {"device": "cpu"},
                }
            )
            run = Run(config, Accelerator(cpu=True))
            other = make_recipe(config.recipe, config.settings)
            for network in (*other.networks.values(), *other.frozen.values()):
                network.train()
            for network in other.frozen.values():
                network.eval()
            batch = batch_of(name, config.data.kind, 4)
            # Lazy phases fall on the same steps of both.
            ours, plain = interleaved(
                lambda run=run, batch=batch: run.step([batch]),  # type: ignore[misc]
                plain_loop(other, batch, config.optimiser.learning_rate),
                rounds=rounds,
                warm_up=2,
                clock=time.process_time,
            )
        detail = (
            f"{4 / ours:.1f} pictures a second of one core against {4 / plain:.1f}; "
            f"{SIDE} pixels, batch 4, narrow"
        )
        rows.append(
            Row(f"Training {name}: plain loop / Ganvas with averages", plain / ours, "x", None, False, detail)
        )
    return rows


if __name__ == "__main__":
    report(measure)
