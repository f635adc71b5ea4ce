"""Bundles of one generator that translates one way: pix2pix and its kin, and BicycleGAN with its styles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import torch
from torch import nn

from engine.architectures.material import GUIDE_CHANNELS
from engine.architectures.stuff import CODE_SIZE
from engine.bundle.manifest import PictureKind
from trainer.recipes.base import BundleContent, ExportedNetwork


class Built(NamedTuple):
    """A network with what it was built from: the name of its architecture and its configuration."""

    architecture: str
    config: Mapping[str, Any]
    network: nn.Module

    @property
    def input_channels(self) -> int:
        """Channels of the pictures that it takes; colour where its configuration says nothing."""
        return int(self.config.get("input_channels", 3))


def translator_bundle(
    family: str, generator: Built, size: int, *, kind: PictureKind, multiple: int | None = None
) -> BundleContent:
    """The bundle of a generator without styles: the network "generator", picture in, picture out.

    Args:
        family: of the system.
        generator: of colour pictures.
        size: side of the pictures that it was trained on, in pixels.
        kind: what its input shows.
        multiple: it takes any sides that are multiples of it; None where it takes `size` alone.
    """
    channels = generator.input_channels
    network = ExportedNetwork(
        "generator",
        *generator,
        {"image": torch.zeros(2, channels, size, size)},
        ("picture",),
        {} if multiple is None else {"image": multiple},
    )
    return BundleContent(
        family=family,
        networks=(network,),
        capabilities=("translate",),
        image_size=size,
        input_channels=channels,
        input_kind=kind,
        latent_size=None,
        multiple=multiple,
    )


def material_bundle(family: str, generator: Built, encoder: Built, size: int) -> BundleContent:
    """The bundle of the material brush: "generator" of drawings, styles and guides, "encoder" of photos.

    Args:
        family: of the system.
        generator: a `MaterialUNet`.
        encoder: a `MaterialEncoder`, with the codes that styles are drawn from.
        size: side of the pictures in pixels.
    """
    inputs = {
        "image": torch.zeros(2, 1, size, size),
        "code": torch.zeros(2, CODE_SIZE),
        "parts": torch.zeros(2, 1, size, size),
        "guide": torch.zeros(2, GUIDE_CHANNELS, size, size),
    }
    photo = {"image": torch.zeros(2, 3, size, size), "inside": torch.zeros(2, 1, size, size)}
    return BundleContent(
        family=family,
        networks=(
            ExportedNetwork("generator", *generator, inputs, ("picture",)),
            ExportedNetwork("encoder", *encoder, photo, ("style",)),
        ),
        capabilities=("translate", "style", "encode_style", "guide"),
        image_size=size,
        input_channels=1,
        input_kind="sketch",
        latent_size=CODE_SIZE,
        prior="stored",
    )


def bicyclegan_bundle(
    family: str, generator: Built, encoder: Built | None, size: int, *, kind: PictureKind
) -> BundleContent:
    """The bundle of BicycleGAN: the network "generator" of picture and style code, and "encoder" of styles.

    Args:
        family: of the system.
        generator: its configuration gives the length of a style code as `latent_size`.
        encoder: of pictures to mean and log variance of their style; None where there is none.
        size: side of the pictures in pixels, the only one that the U-Net takes.
        kind: what the generator's input shows.
    """
    channels, codes = generator.input_channels, int(generator.config["latent_size"])
    inputs = {"image": torch.zeros(2, channels, size, size), "code": torch.zeros(2, codes)}
    networks = [ExportedNetwork("generator", *generator, inputs, ("picture",))]
    abilities: tuple[str, ...] = ("translate", "style")
    if encoder is not None:
        picture = {"image": torch.zeros(2, encoder.input_channels, size, size)}
        names = ("style_mean", "style_log_variance")
        networks.append(ExportedNetwork("encoder", *encoder, picture, names))
        abilities += ("encode_style",)
    return BundleContent(
        family=family,
        networks=networks,
        capabilities=("translate", "style", "encode_style")
        if encoder is not None
        else ("translate", "style"),
        image_size=size,
        input_channels=channels,
        input_kind=kind,
        latent_size=codes,
    )
