"""Bundles of MUNIT and UNIT: content encoder and decoder of each domain, and MUNIT's encoders of styles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import torch
from torch import nn

from engine.architectures.munit import BlockForm, MunitDecoder, MunitGenerator
from trainer.bundling.two_domains import split_bundle
from trainer.recipes.base import BundleContent, ExportedNetwork
from trainer.settings.shared import TwoDomainSettings


def munit_bundle(
    settings: TwoDomainSettings, config: Mapping[str, Any], networks: Mapping[str, nn.Module], size: int
) -> BundleContent:
    """Encoders of content and style, and decoders, for sides that are multiples of the halvings.

    Args:
        settings: with the kinds of pictures.
        config: of both generators: `widths`, `style_widths`, `residual_blocks`, `style_size`, `mlp_width`.
        networks: `generator_a` and `generator_b`.
        size: side of the pictures that they were trained on, in pixels.
    """
    widths, style_size = config["widths"], int(config["style_size"])
    encoder = {name: config[name] for name in ("widths", "residual_blocks")} | _form(config)
    style = {"widths": config["style_widths"], "style_size": style_size} | _form(config)
    decoder = {**encoder, "style_size": style_size, "mlp_width": config["mlp_width"]}
    multiple = 2 ** (len(widths) - 1)
    image = torch.zeros(2, 3, size, size)
    content = torch.zeros(1, widths[-1], size // multiple, size // multiple)
    exported = []
    for domain in "ab":
        network = networks[f"generator_{domain}"]
        assert isinstance(network, MunitGenerator)
        part = MunitDecoder(**decoder)
        part.dec, part.mlp = network.dec, network.mlp
        inputs = {"content": content, "code": torch.zeros(2, style_size)}
        exported += [
            _content_encoder(domain, encoder, network.enc_content, image, multiple),
            ExportedNetwork(
                f"style_{domain}", "style_encoder", style, network.enc_style, {"image": image}, ("style",)
            ),
            _decoder(domain, "munit_decoder", decoder, part, inputs),
        ]
    return split_bundle("munit", settings, exported, size, multiple, style_size)


def unit_bundle(
    settings: TwoDomainSettings, config: Mapping[str, Any], networks: Mapping[str, nn.Module], size: int
) -> BundleContent:
    """Encoders and decoders, for pictures of any sides that are multiples of the halvings.

    Args:
        settings: with the kinds of pictures.
        config: of both generators: `widths` and `residual_blocks`.
        networks: `generator_a` and `generator_b`.
        size: side of the pictures that they were trained on, in pixels.
    """
    own = {name: config[name] for name in ("widths", "residual_blocks")} | _form(config)
    multiple = 2 ** (len(own["widths"]) - 1)
    image = torch.zeros(2, 3, size, size)
    content = torch.zeros(2, own["widths"][-1], size // multiple, size // multiple)
    exported = []
    for domain in "ab":
        network = networks[f"generator_{domain}"]
        encoder, decoder = network.get_submodule("enc"), network.get_submodule("dec")
        exported += [
            _content_encoder(domain, own, encoder, image, multiple),
            _decoder(domain, "content_decoder", own, decoder, {"content": content}),
        ]
    return split_bundle("unit", settings, exported, size, multiple, None)


def _form(config: Mapping[str, Any]) -> dict[str, Any]:
    """What of a generator's configuration is of all its blocks, where it is not as published."""
    return {field.name: config[field.name] for field in fields(BlockForm) if field.name in config}


def _content_encoder(
    domain: str, config: Mapping[str, Any], network: nn.Module, image: torch.Tensor, multiple: int
) -> ExportedNetwork:
    name, sides = f"content_{domain}", {"image": multiple}
    return ExportedNetwork(name, "content_encoder", config, network, {"image": image}, ("content",), sides)


def _decoder(
    domain: str,
    architecture: str,
    config: Mapping[str, Any],
    network: nn.Module,
    inputs: Mapping[str, torch.Tensor],
) -> ExportedNetwork:
    name, sides = f"decoder_{domain}", {"content": 1}
    return ExportedNetwork(name, architecture, config, network, inputs, ("picture",), sides)
