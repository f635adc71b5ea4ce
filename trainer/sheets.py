"""Sample sheets: what the networks make of fixed inputs, as one picture per moment of a run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.images.codec import write_image
from trainer.recipes.base import Recipe


def tile(sheet: Tensor) -> NDArray[np.uint8]:
    """(rows, columns, 3, S, S) in [-1, 1] as one picture (rows * S, columns * S, 3) uint8."""
    rows, columns, channels, height, width = sheet.shape
    picture = sheet.permute(0, 3, 1, 4, 2).reshape(rows * height, columns * width, channels)
    return np.asarray(((picture.float().clamp(-1, 1) + 1) * 127.5 + 0.5).to(torch.uint8).cpu())


@torch.no_grad()
def make_sheet(
    recipe: Recipe, networks: Mapping[str, nn.Module], fixed: Mapping[str, Tensor], device: torch.device
) -> Tensor:
    """What the networks make of fixed inputs: (rows, columns, 3, S, S); their mode is left as it was."""
    modes = {name: network.training for name, network in networks.items()}
    for network in networks.values():
        network.eval()
    sheet = recipe.sample(networks, {name: tensor.to(device) for name, tensor in fixed.items()})
    for name, network in networks.items():
        network.train(modes[name])
    return sheet


def write_sheet(
    recipe: Recipe,
    networks: Mapping[str, nn.Module],
    fixed: Mapping[str, Tensor],
    folder: Path,
    seen: int,
    device: torch.device,
) -> Path:
    """Write `samples/NNNNNNNNN.png` in the run's folder; see `make_sheet`."""
    sheet = make_sheet(recipe, networks, fixed, device)
    path = folder / "samples" / f"{seen:09d}.png"
    path.parent.mkdir(exist_ok=True)
    write_image(path, tile(sheet))
    return path
