"""The one picture that every import runs: an example input and what the networks make of it, or samples."""

from __future__ import annotations

import io
from collections.abc import Mapping

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import Tensor, nn
from torch.nn import functional as F

from engine.architectures.layers import NamedOutputs
from engine.bundle.manifest import DirectionSpec
from engine.errors import BundleError
from trainer.recipes.base import BundleContent
from trainer.sheets import tile

_STYLES = 3
_SAMPLE_SIDE = 256
# Ellipses in sixteenths of the side, and their colours.
_SHAPES = (((2, 9, 14, 13), (190, 120, 70)), ((2, 4, 8, 13), (90, 130, 80)), ((10, 8, 13, 11), (200, 60, 60)))


@torch.inference_mode()
def preview(content: BundleContent) -> bytes:
    """One picture of what the model makes, PNG: an input and results, or four samples.

    Raises:
        BundleError: a network gives numbers that are none.
    """
    modules = {network.name: network.module for network in content.networks}
    generator = torch.Generator().manual_seed(0)
    if "sample" in content.capabilities:
        made = _samples(content, modules, generator)
    else:
        made = _translations(content, modules, generator)
    if not torch.isfinite(made).all():
        raise BundleError(
            "The network makes numbers that are none; its weights are damaged. Nothing was written."
        )
    picture = Image.fromarray(tile(made))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _samples(content: BundleContent, modules: Mapping[str, nn.Module], chance: torch.Generator) -> Tensor:
    mapping, synthesis = (
        next(n for n in content.networks if n.name == name) for name in ("mapping", "synthesis")
    )
    z = torch.randn(4, content.latent_size or 0, generator=chance)
    labels = mapping.inputs.get("labels")
    given = () if labels is None else (torch.eye(labels.shape[1])[torch.arange(4) % labels.shape[1]],)
    ws = modules["mapping"](z, *given)
    average = modules["mapping"].get_buffer("w_avg")
    drawing = modules["synthesis"]
    assert isinstance(drawing, NamedOutputs)
    # No larger than a person looks at it, where the network has pictures of several sizes, and one at a time.
    sides = {int(name.removeprefix("picture_")): name for name in drawing.output_names}
    name = sides[max((side for side in sides if side <= _SAMPLE_SIDE), default=min(sides))]
    noises = {key: torch.zeros(1, *shape.shape[1:]) for key, shape in synthesis.inputs.items() if key != "ws"}
    codes = average.lerp(ws, 0.7)
    pictures = [drawing.named({"ws": code[None], **noises}, [name])[name] for code in codes]
    while pictures[0].shape[3] > _SAMPLE_SIDE:
        pictures = [F.avg_pool2d(picture, 2) for picture in pictures]
    return torch.stack(pictures, dim=1)


def _translations(
    content: BundleContent, modules: Mapping[str, nn.Module], chance: torch.Generator
) -> Tensor:
    styles = _STYLES if content.latent_size else 1
    rows = []
    ways: list[DirectionSpec | None] = list(content.directions.values())
    for way in ways or [None]:
        example = _example(content)
        image = example.expand(styles, -1, -1, -1)
        codes = (
            () if not content.latent_size else (torch.randn(styles, content.latent_size, generator=chance),)
        )
        if way is None or way.generator is not None:
            made = modules["generator" if way is None else str(way.generator)](image, *codes)
        else:
            made = modules[str(way.decoder)](modules[str(way.content_encoder)](image), *codes)
        rows.append(torch.cat([example.expand(1, 3, -1, -1), made]))
    return torch.stack(rows)


def _example(content: BundleContent) -> Tensor:
    """A drawing of outlines, the same in colour, or as labels: (1, channels, size, size) in [-1, 1]."""
    size, grey = content.image_size, content.input_channels == 1
    labels = grey and content.input_kind == "labels"
    ground: int | tuple[int, int, int] = 2 if labels else 255 if grey else (205, 220, 235)
    picture = Image.new("L" if grey else "RGB", (size, size), ground)
    draw, unit = ImageDraw.Draw(picture), size / 16
    shapes = (
        ((2, 9, 14, 13), (190, 120, 70)),
        ((2, 4, 8, 13), (90, 130, 80)),
        ((10, 8, 13, 11), (200, 60, 60)),
    )
    for number, (box, colour) in enumerate(shapes):
        corners = [corner * unit for corner in box]
        if labels:
            draw.ellipse(corners, fill=4 + 3 * number)
        else:
            fill, ink = (None, 0) if grey else (colour, (60, 50, 45))
            draw.ellipse(corners, fill=fill, outline=ink, width=max(1, size // 128))
    pixels = np.asarray(picture, np.float32).reshape(size, size, -1).transpose(2, 0, 1)
    return torch.from_numpy(pixels.copy())[None] / 127.5 - 1
