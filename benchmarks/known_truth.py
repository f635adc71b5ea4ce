"""Systems without pairs on a problem with known truth: shape kept, ground changed, colour free?

Each system trains for the minutes of processor time given (10 by default, on one thread; the promise is
10 minutes on two cores) and is then judged on pictures that it has not seen. Other jobs change nothing.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict

import numpy as np
import torch
from accelerate import Accelerator
from numpy.typing import NDArray
from torch import Tensor, nn

from benchmarks.measuring import Row, table
from benchmarks.shapes import colour_spread, is_light, picture_set, shape_of
from trainer.settings.run_config import parse_config
from trainer.training.loop import Run

SIZE, BATCH, TEST = 32, 4, 120
NETWORKS = {"widths": [16, 32, 64], "residual_blocks": 2, "discriminator_widths": [32, 64, 128]}
SETTINGS = {
    "cyclegan": {
        "generator_width": 16,
        "blocks": 3,
        "discriminator_widths": [32, 64],
        "initial_gain": 0.1,
    },
    "unit": {**NETWORKS, "discriminator_scales": 1},
    "munit": {
        **NETWORKS,
        "style_widths": [16, 32, 64],
        "style_size": 4,
        "mlp_width": 64,
        "discriminator_scales": 1,
        "lambda_cycle": 10.0,
    },
    "drit": {
        "width": 16,
        "blocks": 2,
        "attribute_widths": [16, 32, 64],
        "style_size": 4,
        "discriminator_widths": [32, 64, 128],
        "discriminator_scales": 1,
        "content_layers": 0,
        "content_steps": 2,
        "lambda_mode_seeking": 1.0,
    },
}


def to_tensor(pixels: NDArray[np.uint8]) -> Tensor:
    """(N, S, S, 3) uint8 to (N, 3, S, S) in [-1, 1]."""
    return torch.from_numpy(pixels.transpose(0, 3, 1, 2).astype(np.float32)) / 127.5 - 1


def to_pixels(made: Tensor) -> NDArray[np.uint8]:
    """(N, 3, S, S) in [-1, 1] to (N, S, S, 3) uint8."""
    scaled = (made.clamp(-1, 1) + 1) * 127.5 + 0.5
    return np.asarray(scaled.permute(0, 2, 3, 1).numpy()).astype(np.uint8)


def train(recipe: str, minutes: float) -> Run:
    """A run of so many minutes of processor time on 2000 pictures of each domain, with averages on."""
    config = parse_config(
        {
            "recipe": recipe,
            "name": "truth",
            "folder": "unused",
            "data": {"sources": ["none"], "kind": "unpaired"},
            "settings": SETTINGS[recipe],
            "schedule": {"pictures": 10_000_000, "batch_size": BATCH, "size": SIZE},
            "optimiser": {"learning_rate": 5e-4},
            "averaging": {"half_life": 1000},
            "hardware": {"device": "cpu"},
        }
    )
    run, rng = Run(config, Accelerator(cpu=True)), np.random.default_rng(0)
    picture_sets = {domain: to_tensor(picture_set(2000, domain, rng, SIZE)[0]) for domain in "ab"}
    end = time.process_time() + 60 * minutes
    while time.process_time() < end:
        run.step([{d: pictures[rng.integers(0, 2000, BATCH)] for d, pictures in picture_sets.items()}])
    for network in run.shown().values():
        network.eval()
    return run


@torch.inference_mode()
def translate(recipe: str, networks: dict[str, nn.Module], pictures: Tensor, code: Tensor | None) -> Tensor:
    """Pictures of A in B; a style code (1, style_size) where the system has styles."""
    if recipe == "cyclegan":
        made: Tensor = networks["generator_ab"](pictures)
    elif recipe == "unit":
        content = networks["generator_a"].get_submodule("enc")(pictures)
        made = networks["generator_b"].get_submodule("dec")(content)
    else:
        assert code is not None
        codes = code.expand(len(pictures), -1)
        if recipe == "munit":
            content = networks["generator_a"].get_submodule("enc_content")(pictures)
            made = networks["generator_b"].decode(content, codes)  # type: ignore[operator]
        else:
            content = networks["content_encoder"](pictures, "a")
            made = networks["generator"](content, codes, "b")
    return made


def scorer(recipe: str, run: Run) -> list[Row]:
    """What is kept and what is changed on unseen pictures of A."""
    rng = np.random.default_rng(1)
    pictures, shapes = picture_set(TEST, "a", rng, SIZE)
    real, _ = picture_set(TEST, "b", rng, SIZE)
    networks = dict(run.shown())
    styled = recipe in ("munit", "drit")
    codes = torch.from_numpy(rng.standard_normal((16, 4)).astype(np.float32))
    made = to_pixels(translate(recipe, networks, to_tensor(pictures), codes[:1] if styled else None))
    kept = np.mean([shape_of(one) == shape for one, shape in zip(made, shapes, strict=True)])
    light = np.mean([is_light(one) for one in made])
    detail = f"{run.seen // BATCH} steps of {BATCH}, {TEST} unseen pictures"
    rows = [
        Row(f"{recipe}: shape kept", float(kept), "", 0.9, False, detail),
        Row(f"{recipe}: ground of the other domain", float(light), "", 0.9, False, detail),
    ]
    if styled:
        spreads = []
        for one in to_tensor(pictures[:20]):
            several = torch.cat([translate(recipe, networks, one[None], code[None]) for code in codes])
            spreads.append(colour_spread(to_pixels(several)))
        own = colour_spread(real)
        share = float(np.mean(spreads)) / own
        rows.append(
            Row(f"{recipe}: spread of colours, of the domain's own", share, "x", 0.5, False, f"own {own:.2f}")
        )
    return rows


def main() -> None:
    """Train, judge and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--recipes", default=",".join(SETTINGS))
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    rows = []
    for recipe in arguments.recipes.split(","):
        rows += scorer(recipe, train(recipe, arguments.minutes))
    print(json.dumps([asdict(row) for row in rows]) if arguments.json else table(rows))


if __name__ == "__main__":
    main()
