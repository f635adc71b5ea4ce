"""Bundles of generators that draw pictures from codes: StyleGAN 1 and 2 and ProGAN."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import nn

from engine.architectures.progan import ProGANGenerator
from engine.architectures.stylegan1 import StyleGAN1Generator
from engine.architectures.stylegan2 import StyleGAN2Generator
from engine.checkpoints.registry import Imported
from engine.errors import BundleError
from engine.faces.alignment import FFHQ_EYES
from trainer.recipes.base import BundleContent, ExportedNetwork
from trainer.recipes.synthesis_graph import sampling_content


def generator_content(generator: Imported, encoders: Sequence[Imported] = ()) -> BundleContent:
    """A generator that samples, as the networks "mapping" and "synthesis", and an encoder of photos for it.

    Args:
        generator: of codes.
        encoders: none or one; with one the model inverts photos.

    Raises:
        BundleError: its pictures are not in colour, or the encoder is for another generator.
    """
    content = _generator(generator)
    if not encoders:
        return content
    if len(encoders) > 1:
        raise BundleError(f"The files hold {len(encoders)} encoders, where one belongs to a generator.")
    (encoder,) = encoders
    theirs = (int(encoder.config["num_ws"]), int(encoder.config["w_size"]))
    if theirs != (content.layers, content.w_size) or generator.family != "stylegan2":
        raise BundleError(
            f"The encoder gives {theirs[0]} codes of {theirs[1]} numbers, and the generator takes "
            f"{content.layers} of {content.w_size}; they are not one model."
        )
    side = content.image_size
    inputs = {"image": torch.zeros(2, 3, side, side)}
    if encoder.architecture == "restyle_encoder":
        inputs |= {"drawn": torch.zeros(2, 3, side, side), "codes": torch.zeros((2, *theirs))}
    network = ExportedNetwork(
        "encoder", encoder.architecture, encoder.config, encoder.network, inputs, ("ws",)
    )
    return replace(
        content,
        family=encoder.family,
        networks=(*content.networks, network),
        capabilities=(*content.capabilities, "invert"),
        eyes=FFHQ_EYES,
    )


def _generator(generator: Imported) -> BundleContent:
    if generator.config.get("picture_channels", 3) != 3:
        raise BundleError("The network makes grey pictures; Ganvas shows networks that make colour.")
    network, config = generator.network, generator.config
    if isinstance(network, StyleGAN2Generator):
        return _stylegan2(generator.family, network, config)
    if isinstance(network, StyleGAN1Generator):
        mapping = _mapping_config(config, network.synthesis.num_ws) | {
            "lr_multiplier": config["lr_multiplier"]
        }
        names = ("w_size", "widths", "blurred_bias", "norm_eps", "picture_channels")
        return _progressive(generator, "stylegan2_mapping", mapping, {name: config[name] for name in names})
    assert isinstance(network, ProGANGenerator)
    mapping = {name: config[name] for name in ("z_size", "label_size", "label_width")}
    w_size = len(network.mapping.get_buffer("w_avg"))
    synthesis = {name: config[name] for name in ("widths", "order", "picture_channels")}
    return _progressive(generator, "progan_mapping", mapping, {"w_size": w_size, **synthesis})


def _mapping_config(config: Mapping[str, Any], layers: int) -> dict[str, Any]:
    return {
        "z_size": config["z_size"],
        "w_size": config["w_size"],
        "layers_count": layers,
        "depth": config["mapping_depth"],
        "label_size": int(config.get("label_size", 0)),
    }


def _stylegan2(family: str, network: StyleGAN2Generator, config: Mapping[str, Any]) -> BundleContent:
    own = {"z_size", "mapping_depth", "label_size"}
    synthesis = {name: value for name, value in config.items() if name not in own}
    parts = {"mapping": network.mapping, "synthesis": network.synthesis}
    return sampling_content(family, parts, _mapping_config(config, network.synthesis.num_ws), synthesis)


def _progressive(
    generator: Imported, architecture: str, mapping: Mapping[str, Any], synthesis: Mapping[str, Any]
) -> BundleContent:
    """Generators of the progressive kind, whose picture has one size alone."""
    network = generator.network
    assert isinstance(network, StyleGAN1Generator | ProGANGenerator)
    drawing, w_size = network.synthesis, int(synthesis["w_size"])
    codes: dict[str, torch.Tensor] = {"z": torch.zeros(2, int(mapping["z_size"]))}
    if mapping["label_size"]:
        codes["labels"] = torch.zeros(2, int(mapping["label_size"]))
    shapes = [(2, drawing.num_ws, w_size), *((2, 1, side, side) for side in drawing.noise_sizes)]
    inputs = {name: torch.zeros(shape) for name, shape in zip(drawing.input_names, shapes, strict=True)}
    kind = "stylegan1_synthesis" if isinstance(network, StyleGAN1Generator) else "progan_synthesis"
    module: nn.Module = network.mapping
    networks = (
        ExportedNetwork("mapping", architecture, mapping, module, codes, ("ws",)),
        ExportedNetwork("synthesis", kind, synthesis, drawing, inputs, drawing.output_names),
    )
    return BundleContent(
        family=generator.family,
        networks=networks,
        capabilities=("sample",),
        image_size=drawing.resolution,
        input_channels=3,
        input_kind="photo",
        latent_size=int(mapping["z_size"]),
        w_size=w_size,
        layers=drawing.num_ws,
    )
