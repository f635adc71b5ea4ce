"""Several runs as one bundle: a generator with the encoder and the classifier that were trained for it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.bundle.manifest import LatentSpec
from engine.errors import ExportError
from engine.latent.axes import AxisSet
from trainer.config import RunConfig
from trainer.recipes.base import BundleContent


def check_joined(contents: Sequence[BundleContent]) -> None:
    """Whether runs can share a bundle: no network twice, pictures of one size, codes of one shape.

    Raises:
        ExportError: they cannot; nothing was written.
    """
    names = [network.name for content in contents for network in content.networks]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ExportError(f"Two of the runs have a network '{twice[0]}'; join runs that differ in kind.")
    sizes = sorted({content.image_size for content in contents})
    if len(sizes) > 1:
        raise ExportError(
            f"The runs make pictures of {sizes[0]} and of {sizes[1]} pixels; a bundle has one size."
        )
    networks = {network.name: network for content in contents for network in content.networks}
    if {"mapping", "encoder"} <= networks.keys():
        mapping, encoder = networks["mapping"].config, networks["encoder"].config
        theirs = (mapping["layers_count"], mapping["w_size"])
        if networks["encoder"].architecture == "psp_encoder" and theirs != (
            encoder["num_ws"],
            encoder["w_size"],
        ):
            raise ExportError(
                "The encoder was trained for a generator of another shape; train one for this generator."
            )


def joined_capabilities(contents: Sequence[BundleContent], has_axes: bool) -> list[str]:
    """What the runs can do together: an encoder of photos makes a generator invert them, axes move them."""
    capabilities = list(dict.fromkeys(c for content in contents for c in content.capabilities))
    names = {network.name for content in contents for network in content.networks}
    if "sample" in capabilities and "encoder" in names:
        capabilities.append("invert")
    if has_axes:
        capabilities.append("axes")
    return capabilities


def read_axes(path: Path) -> AxisSet:
    """Axes from a file.

    Raises:
        ExportError: it cannot be read.
        LatentError: it is damaged.
    """
    try:
        return AxisSet.from_bytes(path.read_bytes())
    except OSError as error:
        raise ExportError(f"The axes '{path}' cannot be read ({error.strerror}).") from error


def check_axes(axes: AxisSet, latent: LatentSpec | None) -> None:
    """Whether axes were found for codes of this shape.

    Raises:
        ExportError: the model has no codes, or other ones.
    """
    if latent is None or latent.w_size is None or latent.layers is None:
        raise ExportError("Only a model that samples can have axes; nothing was written.")
    shape = (1, latent.size) if axes.space == "z" else (latent.layers, latent.w_size)
    if (axes.layers, len(axes.metric)) != shape:
        raise ExportError("The axes were found for another generator; find them for this one.")


def joined_licence(configs: Sequence[RunConfig]) -> str:
    """The terms of all runs, each once."""
    return "; ".join(dict.fromkeys(config.licence for config in configs))[:300]
