"""Which networks take part when a model translates, in each of its directions."""

from __future__ import annotations

from collections.abc import Mapping

from engine.manifest import Direction, DirectionSpec, Manifest


def ways_of(manifest: Manifest) -> Mapping[Direction, DirectionSpec]:
    """The directions of a model that translates; one, by its networks' usual names, where it names none."""
    if manifest.directions:
        return manifest.directions
    encoder = "encoder" if "encode_style" in manifest.capabilities else None
    kind = manifest.image.input_kind
    forward = DirectionSpec(
        input_kind=kind, output_kind="photo", generator="generator", style_encoder=encoder
    )
    return {"forward": forward}
