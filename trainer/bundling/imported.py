"""What networks that were brought in can do together: the same bundle content that a recipe gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import nn

from engine.architectures.bicyclegan import code_lengths
from engine.architectures.munit import Padding, Rectifier
from engine.architectures.progan import ProGANGenerator
from engine.architectures.registry import build
from engine.architectures.stylegan1 import StyleGAN1Generator
from engine.architectures.stylegan2 import StyleGAN2Generator
from engine.architectures.stylegan3 import StyleGAN3Generator
from engine.bundle.manifest import PictureKind
from engine.checkpoints.registry import Imported
from engine.checkpoints.scan import Part, ScannedCheckpoint
from engine.errors import BundleError
from engine.faces.alignment import FFHQ_EYES
from trainer.bundling.drit import drit_bundle
from trainer.bundling.imported_labels import pix2pixhd_content, spade_content
from trainer.bundling.munit import munit_bundle, unit_bundle
from trainer.bundling.onnx_graphs import ValueRange
from trainer.bundling.synthesis_graph import inversion_encoder, sampling_content
from trainer.bundling.translators import Built, bicyclegan_bundle, translator_bundle
from trainer.bundling.two_domains import one_piece_bundle
from trainer.recipes.base import BundleContent, ExportedNetwork
from trainer.settings.shared import TwoDomainSettings

# Bundles of generators that draw pictures from codes: StyleGAN 1 to 3 and ProGAN.


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
        raise BundleError(
            "The files hold {count} encoders, where one belongs to a generator.", count=len(encoders)
        )
    (encoder,) = encoders
    theirs = (int(encoder.config["num_ws"]), int(encoder.config["w_size"]))
    if theirs != (content.layers, content.w_size) or generator.family != "stylegan2":
        raise BundleError(
            "The encoder gives {codes} codes of {numbers} numbers, and the generator takes "
            "{layers} of {w_size}; they are not one model.",
            codes=theirs[0],
            numbers=theirs[1],
            layers=content.layers,
            w_size=content.w_size,
        )
    network = inversion_encoder(encoder.architecture, encoder.config, encoder.network, content.image_size)
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
        return _of_one_size(generator, "stylegan2_mapping", mapping, {name: config[name] for name in names})
    if isinstance(network, StyleGAN3Generator):
        own = {"z_size", "mapping_depth", "label_size"}
        synthesis = {name: value for name, value in config.items() if name not in own}
        mapping = _mapping_config(config, network.synthesis.num_ws)
        return _of_one_size(generator, "stylegan2_mapping", mapping, synthesis)
    assert isinstance(network, ProGANGenerator)
    mapping = {name: config[name] for name in ("z_size", "label_size", "label_width")}
    w_size = len(network.mapping.get_buffer("w_avg"))
    synthesis = {name: config[name] for name in ("widths", "order", "picture_channels")}
    return _of_one_size(generator, "progan_mapping", mapping, {"w_size": w_size, **synthesis})


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


def _of_one_size(
    generator: Imported, architecture: str, mapping: Mapping[str, Any], synthesis: Mapping[str, Any]
) -> BundleContent:
    """Generators whose picture has one size alone."""
    network = generator.network
    assert isinstance(network, StyleGAN1Generator | StyleGAN3Generator | ProGANGenerator)
    drawing, w_size = network.synthesis, int(synthesis["w_size"])
    codes: dict[str, torch.Tensor] = {"z": torch.zeros(2, int(mapping["z_size"]))}
    if mapping["label_size"]:
        codes["labels"] = torch.zeros(2, int(mapping["label_size"]))
    shapes = [(2, drawing.num_ws, w_size), *((2, 1, side, side) for side in drawing.noise_sizes)]
    inputs = {name: torch.zeros(shape) for name, shape in zip(drawing.input_names, shapes, strict=True)}
    kind = generator.architecture.replace("_generator", "_synthesis")
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


@dataclass(frozen=True)
class ImportOptions:
    """What cannot be read off the weights.

    Attributes:
        size: side of pictures in pixels; None for the published one.
        input_kind: what the input shows; None for sketches where it has one channel, else photos.
        output_kind: what the result shows; None for photos.
        backwards: a pair's first file or part translates B to A.
        edges: the last channel of a label map holds the edges of instances; None for what is usual.
        doublings: how often SPADE doubles the size, 5 ("normal") or 6 ("more"); None for what is usual.
        classes: names of a conditional generator's classes, in order; empty where nobody says.
        code: length of the style code that joins a generator's picture; None for what is usual.
        padding: what lies around pictures in MUNIT and UNIT; None for reflections, as published.
        activation: behind their norms, ReLU or leaky ReLU; None for ReLU, as published.
        values: what numbers stand for pictures in an ONNX graph; None for what they look like.
    """

    size: int | None = None
    input_kind: PictureKind | None = None
    output_kind: PictureKind | None = None
    backwards: bool = False
    edges: bool | None = None
    doublings: int | None = None
    classes: tuple[str, ...] = ()
    code: int | None = None
    values: ValueRange | None = None
    padding: Padding | None = None
    activation: Rectifier | None = None


def content_of(scanned: ScannedCheckpoint, options: ImportOptions) -> BundleContent:
    """What the networks can do, with example inputs for their graphs.

    Raises:
        BundleError: they do not make a model together: one is missing, or there are too many.
    """
    by_role: dict[str, list[Part]] = {}
    for part in scanned.parts:
        by_role.setdefault(part.imported.role, []).append(part)
    generators = [part.imported for part in by_role.get("generator", [])]
    if not generators:
        raise BundleError("The files hold no generator; add its file and import them together.")
    if options.backwards:
        generators.reverse()
    match generators[0].architecture:
        case "stylegan1_generator" | "stylegan2_generator" | "stylegan3_generator" | "progan_generator":
            encoders = [part.imported for part in by_role.get("encoder", [])]
            return _with_classes(generator_content(_only(generators), encoders), options.classes)
        case "munit_generator" | "unit_generator":
            return _auto_encoders(generators, options)
        case name if name.startswith("drit_"):
            return _drit(by_role, options)
        case "bicyclegan_unet":
            encoders = [part.imported for part in by_role.get("encoder", [])]
            return _bicyclegan(_only(generators), encoders, options)
        case "spade_generator":
            encoders = [part.imported for part in by_role.get("encoder", [])]
            doublings = options.doublings
            return spade_content(
                _only(generators), encoders, size=options.size, edges=options.edges, doublings=doublings
            )
        case "resnet_generator" | "pix2pixhd_enhanced" if generators[0].config["input_channels"] > 3:
            encoders = [part.imported for part in by_role.get("instance_encoder", [])]
            return pix2pixhd_content(_only(generators), encoders, size=options.size, edges=options.edges)
        case _:
            return _translators(scanned.family, generators, options)


def _with_classes(content: BundleContent, names: Sequence[str]) -> BundleContent:
    mapping = next(network for network in content.networks if network.name == "mapping")
    count = int(mapping.config.get("label_size", 0))
    if names and (len(names) != count or len(set(names)) < count or not all(0 < len(n) <= 64 for n in names)):
        raise BundleError(
            "The model has {count} classes, and {given} different names of 1 to 64 letters are given.",
            count=count,
            given=len(set(names)),
        )
    return replace(content, classes=tuple(names))


def _only(found: Sequence[Imported]) -> Imported:
    if len(found) > 1:
        raise BundleError(
            "The files hold {count} generators, where one makes a model; choose one file.", count=len(found)
        )
    return found[0]


def _pair(found: Sequence[Imported]) -> tuple[Imported, Imported]:
    if len(found) != 2:
        raise BundleError("Such a model has one network for each of two domains; give the files of both.")
    first, second = found
    if first.config != second.config:
        raise BundleError(
            "The networks of the two domains are of different shapes; they are not of one model."
        )
    return first, second


def _kind(channels: int, options: ImportOptions) -> PictureKind:
    return options.input_kind or ("sketch" if channels == 1 else "photo")


def _kinds(options: ImportOptions) -> TwoDomainSettings:
    """Of the pictures of both domains, which are in colour."""
    return TwoDomainSettings(kind_a=_kind(3, options), kind_b=options.output_kind or "photo")


def _in_colour_or_grey(config: Mapping[str, Any]) -> int:
    channels, made = int(config.get("input_channels", 3)), int(config.get("output_channels", 3))
    if channels not in (1, 3) or made not in (1, 3):
        raise BundleError(
            "The network turns {channels} channels into {made}; Ganvas shows networks that turn "
            "pictures, grey or in colour, into such.",
            channels=channels,
            made=made,
        )
    return channels


def _u_net_size(config: Mapping[str, Any], options: ImportOptions) -> int:
    least = 2 ** len(config["widths"])
    size = options.size or least
    if size % least:
        raise BundleError(
            "This U-Net takes sides that are multiples of {multiple} pixels, not {size}.",
            multiple=least,
            size=size,
        )
    return int(size)


def _bicyclegan(generator: Imported, encoders: Sequence[Imported], options: ImportOptions) -> BundleContent:
    encoder = _only(encoders) if encoders else None
    if generator.config["where_add"] == "input":
        of_encoder = None if encoder is None else int(encoder.config["latent_size"])
        generator = _with_code(generator, options.code or of_encoder)
    config = generator.config
    channels, size, codes = _in_colour_or_grey(config), _u_net_size(config, options), config["latent_size"]
    if encoder is not None and encoder.config["latent_size"] != codes:
        raise BundleError("The encoder's codes are of another length than the generator's; not one model.")
    return bicyclegan_bundle(
        generator.family,
        _built(generator),
        None if encoder is None else _built(encoder),
        size,
        kind=_kind(channels, options),
    )


def _with_code(generator: Imported, length: int | None) -> Imported:
    """A BicycleGAN generator whose picture and code are one input, told apart; by itself it does not know."""
    config, channels = generator.config, generator.config["input_channels"] + generator.config["latent_size"]
    if length in (None, config["latent_size"]):
        return generator
    if length not in code_lengths(channels):
        raise BundleError(
            "The generator takes a picture and a code of {lengths} numbers, not of {length}.",
            lengths=" or ".join(map(str, code_lengths(channels))),
            length=length,
        )
    split = {**config, "input_channels": channels - length, "latent_size": length}
    with torch.device("meta"):
        network = build(generator.architecture, split)
    network.load_state_dict(generator.network.state_dict(), assign=True)
    return replace(generator, config=split, network=network.eval())


def _built(found: Imported) -> Built:
    return Built(found.architecture, found.config, found.network)


def _translators(family: str, generators: Sequence[Imported], options: ImportOptions) -> BundleContent:
    """pix2pix, CycleGAN, CUT, pix2pixHD: one way, or two files for both."""
    config, architecture = generators[0].config, generators[0].architecture
    channels = _in_colour_or_grey(config)
    if architecture == "pix2pix_unet":
        size, multiple = _u_net_size(config, options), None
    else:
        halvings = int(config.get("downsamplings", 2)) + int(config.get("enhancers", 0))
        size, multiple = options.size or 256, 2**halvings
        if size % multiple:
            raise BundleError(
                "This network takes sides that are multiples of {multiple} pixels, not {size}.",
                multiple=multiple,
                size=size,
            )
    if len(generators) > 1:
        first, second = _pair(generators)
        if channels != 3:
            raise BundleError("Both ways of a model take colour pictures; import the files one by one.")
        kinds = _kinds(options)
        both = {"generator_ab": first.network, "generator_ba": second.network}
        return one_piece_bundle(family, kinds, architecture, config, both, size, multiple)
    return translator_bundle(
        family, _built(generators[0]), size, kind=_kind(channels, options), multiple=multiple
    )


def _auto_encoders(generators: Sequence[Imported], options: ImportOptions) -> BundleContent:
    """MUNIT and UNIT: both domains' generators, each in its parts."""
    first, second = (_in_form(generator, options) for generator in _pair(generators))
    config = first.config
    if config["channels"] != 3 or config.get("mlp_layers", 3) != 3:
        raise BundleError("The networks are of a shape that no published model of this kind has.")
    kinds = _kinds(options)
    both = {"generator_a": first.network, "generator_b": second.network}
    bundle = munit_bundle if first.family == "munit" else unit_bundle
    return bundle(kinds, config, both, options.size or 256)


def _in_form(generator: Imported, options: ImportOptions) -> Imported:
    """The same network with the blocks that a person has named; weights do not tell of them."""
    form = {"padding": options.padding, "rectifier": options.activation}
    named = {name: value for name, value in form.items() if value is not None}
    if not named:
        return generator
    config = {**generator.config, **named}
    network = build(generator.architecture, config)
    network.load_state_dict(generator.network.state_dict(), assign=True)
    return replace(generator, config=config, network=network.eval())


def _drit(by_role: Mapping[str, Sequence[Part]], options: ImportOptions) -> BundleContent:
    missing = [role for role in ("content_encoder", "style_encoder", "generator") if role not in by_role]
    if missing:
        raise BundleError(
            "The file holds no {network}; a DRIT model needs one.", network=missing[0].replace("_", " ")
        )
    content, style, generator = (
        _only([part.imported for part in by_role[role]])
        for role in ("content_encoder", "style_encoder", "generator")
    )
    shape = {
        "width": content.config["width"],
        "blocks": content.config["blocks"],
        "decoder_blocks": generator.config["blocks"],
        "style_size": generator.config["style_size"],
    }
    networks: dict[str, nn.Module] = {
        "content_encoder": content.network,
        "attribute_encoder": style.network,
        "generator": generator.network,
    }
    kinds = _kinds(options)
    form = "concat" if generator.architecture == "drit_concat_generator" else "feature_wise"
    return drit_bundle(kinds, form, shape, style.config["widths"], networks, options.size or 216)  # type: ignore[arg-type]
