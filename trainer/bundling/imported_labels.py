"""Bundles of networks that draw from label maps: SPADE and pix2pixHD, fed with pictures of labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import nn

from engine.architectures.label_maps import LabelInput
from engine.architectures.registry import build
from engine.checkpoints.registry import Imported
from engine.errors import BundleError
from engine.sentences import Sentence
from trainer.recipes.base import BundleContent, ExportedNetwork

# Channels of published models to whether the last holds edges: COCO-Stuff, Cityscapes, ADE20K.
PUBLISHED_EDGES = {184: True, 36: True, 151: False}
# Doublings that a generator's tensors do tell.
_MOST = 7


def spade_content(
    generator: Imported,
    encoders: Sequence[Imported],
    *,
    size: int | None,
    edges: bool | None,
    doublings: int | None = None,
) -> BundleContent:
    """A SPADE generator, with its style encoder where it has one.

    Args:
        generator: for one-hot label maps.
        encoders: none or one.
        size: side of pictures in pixels; None for the published one.
        edges: the label map's last channel holds edges; None for what published models have.
        doublings: how often the size is doubled, 5 or 6, which tensors do not tell; None for what is usual.

    Raises:
        BundleError: the size does not fit, or generator and encoder do not belong together.
    """
    config = dict(generator.config)
    channels = int(config.pop("labels"))
    with_edges = PUBLISHED_EDGES.get(channels, False) if edges is None else edges
    config = {"classes": channels - with_edges, "edges": with_edges, **config}
    if doublings is not None and config["upsamplings"] != _MOST:
        config["upsamplings"] = doublings
    multiple, style = 2 ** int(config["upsamplings"]), int(config.get("style_size", 0))
    trained = multiple * int(config["start"][0]) if style else None
    side = size or trained or (512 if multiple == 64 else 256)
    if side % multiple or (trained is not None and side != trained):
        raise BundleError(
            "This network makes pictures of {sides}.",
            sides=trained or Sentence("{multiple} pixels or a multiple", multiple=multiple),
        )
    image = torch.zeros(2, 1, side, side)
    inputs = {"image": image, "code": torch.zeros(2, style)} if style else {"image": image}
    networks = [
        ExportedNetwork(
            "generator",
            "spade_labels",
            config,
            _of_pictures("spade_labels", config, generator.network),
            inputs,
            ("picture",),
            {} if style else {"image": multiple},
        )
    ]
    if encoders:
        (encoder,) = encoders
        if encoder.config["style_size"] != style:
            raise BundleError(
                "The encoder's codes are not as long as the generator's; they are not one model."
            )
        networks.append(
            ExportedNetwork(
                "encoder",
                encoder.architecture,
                encoder.config,
                encoder.network,
                {"image": torch.zeros(2, 3, side, side)},
                ("style_mean", "style_log_variance"),
            )
        )
    abilities = ("translate", "style", "encode_style") if encoders else ("translate", "style")
    return _content("spade", networks, abilities if style else ("translate",), side, style, multiple)


def pix2pixhd_content(
    generator: Imported, encoders: Sequence[Imported], *, size: int | None, edges: bool | None
) -> BundleContent:
    """A pix2pixHD generator, global or enhanced, whose input is a label map, and how instances look.

    Args:
        generator: for one-hot label maps.
        encoders: of instances' looks: none or one; the generator's last input channels are its features.
        size: side of pictures in pixels; None for 512.
        edges: the label map's last channel holds edges; by default it does, as in training with instances.

    Raises:
        BundleError: the size does not fit, or the generator takes no features.
    """
    given = generator.config
    if len(encoders) > 1:
        raise BundleError("The files hold several feature encoders, where one belongs to a generator.")
    features = int(encoders[0].config["output_channels"]) if encoders else 0
    if given["output_channels"] != 3 or given.get("dropout") or not given.get("bias", True):
        raise BundleError("The network is of a shape that no published model of this kind has.")
    with_edges = edges is not False
    enhanced = generator.architecture == "pix2pixhd_enhanced"
    names = ("width", "blocks", "downsamplings", *(("enhancers", "enhancer_blocks") if enhanced else ()))
    classes = int(given["input_channels"]) - with_edges - features
    if classes < 2:
        raise BundleError(
            "The generator has no {features} input channels for what the encoder tells.", features=features
        )
    config: dict[str, Any] = {
        "classes": classes,
        "edges": with_edges,
        **({"features": features} if features else {}),
    }
    config |= {name: given[name] for name in names}
    if given.get("norm") == "batch":
        config["norm"] = "batch"
    architecture = "pix2pixhd_enhanced_labels" if enhanced else "pix2pixhd_global_labels"
    multiple = 2 ** (given["downsamplings"] + given.get("enhancers", 0))
    side = size or 512
    if side % multiple:
        raise BundleError(
            "This network takes sides that are multiples of {multiple} pixels, not {size}.",
            multiple=multiple,
            size=side,
        )
    style = classes * features
    image = {"image": torch.zeros(2, 1, side, side)}
    networks = [
        ExportedNetwork(
            "generator",
            architecture,
            config,
            _of_pictures(architecture, config, generator.network),
            image | ({"code": torch.zeros(2, style)} if style else {}),
            ("picture",),
            {} if style else {"image": multiple},
        )
    ]
    for encoder in encoders:
        encoder_config = {"classes": classes, **encoder.config}
        with torch.device("meta"):
            module = build("pix2pixhd_feature_encoder", encoder_config)
        module.load_state_dict(encoder.network.state_dict(), assign=True)
        photo = {"image": torch.zeros(2, 3, side, side)}
        names = ("style_mean", "style_log_variance")
        networks.append(
            ExportedNetwork(
                "encoder", "pix2pixhd_feature_encoder", encoder_config, module.eval(), photo, names
            )
        )
    abilities = ("translate", "style", "encode_style") if style else ("translate",)
    return _content("pix2pixhd", networks, abilities, side, style, multiple)


def _of_pictures(architecture: str, config: Mapping[str, Any], network: nn.Module) -> nn.Module:
    """The same network for pictures of labels; the weights are taken over, not copied."""
    with torch.device("meta"):
        made = build(architecture, config)
    made.load_state_dict(network.state_dict(), assign=True)
    # It holds a constant that no file does.
    made.label_input = LabelInput(int(config["classes"]), edges=bool(config["edges"]))
    return made.eval()


def _content(
    family: str,
    networks: Sequence[ExportedNetwork],
    capabilities: Sequence[str],
    size: int,
    style_size: int,
    multiple: int,
) -> BundleContent:
    return BundleContent(
        family=family,
        networks=networks,
        capabilities=capabilities,
        image_size=size,
        input_channels=1,
        input_kind="labels",
        latent_size=style_size or None,
        multiple=None if style_size else multiple,
    )
