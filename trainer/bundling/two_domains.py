"""What systems of two domains share beside losses: kinds of pictures, sample sheets, bundles of both ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from engine.architectures.registry import build
from engine.architectures.tiled import TiledNetwork, tiled_config
from engine.bundle.manifest import DirectionSpec, PictureKind
from trainer.recipes.base import BundleContent, ExportedNetwork
from trainer.settings.shared import TwoDomainSettings

Direction = Callable[[Tensor], Tensor]


def cycle_sheet(a: Tensor, b: Tensor, forward: Direction, backward: Direction) -> Tensor:
    """Rows of A, its translation, that one's way back, and the same from B: (N, 6, 3, S, S)."""
    fake_b, fake_a = forward(a), backward(b)
    return torch.stack([a, fake_b, backward(fake_b), b, fake_a, forward(fake_a)], dim=1)


def in_tiles(network: ExportedNetwork) -> ExportedNetwork:
    """The form of a network that works on tiles of large pictures, with the same tensors."""
    first, *others = network.inputs
    config = tiled_config(network.architecture, network.config, network.module, styled="code" in others)
    module = build("tiled", config)
    assert isinstance(module, TiledNetwork)
    module.inner.load_state_dict(network.module.state_dict())
    tile, step = network.inputs[first], network.sides[first]
    inputs = {
        "tile": tile.clone(),
        "mask": torch.zeros(len(tile), 1, *tile.shape[2:]),
        "statistics": torch.zeros(len(tile), config["statistics"]),
        **{name: network.inputs[name][: len(tile)].clone() for name in others},
    }
    return ExportedNetwork(
        f"{network.name}_tiles",
        "tiled",
        config,
        module,
        inputs,
        module.output_names,
        {"tile": step, "mask": step},
        network.name,
    )


def one_piece_bundle(
    family: str,
    settings: TwoDomainSettings,
    architecture: str,
    config: Mapping[str, Any],
    networks: Mapping[str, nn.Module],
    size: int,
    multiple: int | None,
) -> BundleContent:
    """The bundle of two generators without styles, `generator_ab` and `generator_ba`.

    Args:
        family: of the system.
        settings: with the kinds of pictures.
        architecture: of both generators.
        config: of both generators.
        networks: the generators by name.
        size: side of the pictures that they were trained on, in pixels.
        multiple: they take any sides that are multiples of it; None where they take `size` alone.
    """
    exported = [
        ExportedNetwork(
            name,
            architecture,
            config,
            networks[name],
            {"image": torch.zeros(2, 3, size, size)},
            ("picture",),
            {} if multiple is None else {"image": multiple},
        )
        for name in ("generator_ab", "generator_ba")
    ]
    kinds = {"input_kind": settings.kind_a, "output_kind": settings.kind_b}
    turned = {"input_kind": settings.kind_b, "output_kind": settings.kind_a}
    return BundleContent(
        family=family,
        networks=exported if multiple is None else [*exported, *map(in_tiles, exported)],
        capabilities=("translate",),
        image_size=size,
        input_channels=3,
        input_kind=settings.kind_a,
        latent_size=None,
        directions={
            "forward": DirectionSpec(generator="generator_ab", **kinds),
            "backward": DirectionSpec(generator="generator_ba", **turned),
        },
        multiple=multiple,
    )


def split_bundle(
    family: str,
    settings: TwoDomainSettings,
    networks: Sequence[ExportedNetwork],
    size: int,
    multiple: int,
    style_size: int | None,
) -> BundleContent:
    """The bundle of a system that separates content: `content_a`, `decoder_a`, `style_a`, and those of B.

    Args:
        family: of the system.
        settings: with the kinds of pictures.
        networks: content encoders and decoders, and style encoders where there are styles.
        size: side of the pictures that they were trained on, in pixels.
        multiple: contents of any sides that are multiples of it.
        style_size: length of a style code; None without styles.
    """

    def direction(
        source: str, target: str, input_kind: PictureKind, output_kind: PictureKind
    ) -> DirectionSpec:
        return DirectionSpec(
            input_kind=input_kind,
            output_kind=output_kind,
            content_encoder=f"content_{source}",
            decoder=f"decoder_{target}",
            style_encoder=f"style_{target}" if style_size else None,
        )

    return BundleContent(
        family=family,
        networks=[*networks, *(in_tiles(network) for network in networks if network.sides)],
        capabilities=("translate", "style", "encode_style") if style_size else ("translate",),
        image_size=size,
        input_channels=3,
        input_kind=settings.kind_a,
        latent_size=style_size,
        directions={
            "forward": direction("a", "b", settings.kind_a, settings.kind_b),
            "backward": direction("b", "a", settings.kind_b, settings.kind_a),
        },
        multiple=multiple,
    )
