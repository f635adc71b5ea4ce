"""DRIT's bundle: networks of both domains, which share layers in training, each on its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import torch
from torch import nn

from engine.architectures.registry import build
from trainer.bundling.two_domains import split_bundle
from trainer.recipes.base import BundleContent, ExportedNetwork
from trainer.settings.shared import TwoDomainSettings


def drit_bundle(
    settings: TwoDomainSettings,
    form: Literal["concat", "feature_wise"],
    shape: Mapping[str, int],
    attribute_widths: Sequence[int],
    networks: Mapping[str, nn.Module],
    size: int,
) -> BundleContent:
    """Content encoder, attribute encoder and decoder of each domain.

    Args:
        settings: with the kinds of pictures.
        form: of attribute encoder and generator.
        shape: `width`, `blocks` and `style_size`; `decoder_blocks` where the decoder has another
            number of them, as the published feature-wise one has (4, and the content encoder 3);
            `mlp_width` of the feature-wise decoder.
        attribute_widths: of the attribute encoder.
        networks: `content_encoder`, `attribute_encoder` and `generator`.
        size: side of the pictures that they were trained on, in pixels.
    """
    channels, style_size = 4 * shape["width"], shape["style_size"]
    image, code = torch.zeros(2, 3, size, size), torch.zeros(2, style_size)
    content = torch.zeros(1, channels, size // 4, size // 4)
    encoder = {"width": shape["width"], "blocks": shape["blocks"]}
    style = {"widths": list(attribute_widths), "style_size": style_size}
    blocks = shape.get("decoder_blocks", shape["blocks"])
    decoder = {"channels": channels, "blocks": blocks, "style_size": style_size}
    concat = form == "concat"
    if not concat and "mlp_width" in shape:
        decoder["mlp_width"] = shape["mlp_width"]
    style_name = "drit_variational_path" if concat else "drit_attribute_path"
    decoder_name = "drit_concat_decoder" if concat else "drit_feature_wise_decoder"
    style_outputs = ("style", "log_variance") if concat else ("style",)
    exported = []
    for domain in "ab":
        parts = (
            _content_path(networks["content_encoder"], domain, encoder),
            _style_path(networks["attribute_encoder"], domain, style_name, style),
            _decoder(networks["generator"], domain, decoder_name, decoder),
        )
        inputs = {"content": content, "code": code}
        exported += [
            ExportedNetwork(
                f"content_{domain}",
                "drit_content_path",
                encoder,
                parts[0],
                {"image": image},
                ("content",),
                {"image": 4},
            ),
            ExportedNetwork(f"style_{domain}", style_name, style, parts[1], {"image": image}, style_outputs),
            ExportedNetwork(
                f"decoder_{domain}", decoder_name, decoder, parts[2], inputs, ("picture",), {"content": 1}
            ),
        ]
    return split_bundle("drit", settings, exported, size, 4, style_size)


def _content_path(network: nn.Module, domain: str, config: Mapping[str, int]) -> nn.Module:
    part = build("drit_content_path", config)
    part.conv = network.get_submodule(f"conv{domain.upper()}")
    part.conv_share = network.get_submodule("conv_share")
    return part


def _style_path(network: nn.Module, domain: str, name: str, config: Mapping[str, object]) -> nn.Module:
    part = build(name, config)
    if name == "drit_attribute_path":
        part.model = network.get_submodule(f"model_{domain}")
        return part
    for layer in ("conv", "fc", "fcVar"):
        setattr(part, layer, network.get_submodule(f"{layer}_{domain.upper()}"))
    return part


def _decoder(network: nn.Module, domain: str, name: str, config: Mapping[str, int]) -> nn.Module:
    part = build(name, config)
    part.dec = nn.ModuleList(network.stages(domain))  # type: ignore[operator]
    if name == "drit_concat_decoder":
        part.dec_share = network.get_submodule("dec_share")
    else:
        part.mlp = network.get_submodule(f"mlp{domain.upper()}")
    return part
