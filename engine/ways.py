"""Which networks take part when a model translates, in each of the ways that it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from engine.errors import RequestError
from engine.manifest import Direction, DirectionSpec, Manifest

# A to B, B to A, and with systems that separate content from style within B and within A.
Way = Literal["forward", "backward", "restyle_output", "restyle_input"]
WAYS: tuple[Way, ...] = get_args(Way)
# What becomes of the results' kind of picture on its way back.
RETURNING: Mapping[Way, Direction] = {"forward": "backward", "backward": "forward"}


def ways_of(manifest: Manifest) -> Mapping[Way, DirectionSpec]:
    """The ways of a model that translates; one, by its networks' usual names, where it names none.

    Where content and style of both domains are separate, a picture also keeps its domain and takes another
    style: encoded as a picture of that domain, decoded into it again (Huang et al. 2018, section 3: within
    a domain an auto-encoder, whose style may be any).
    """
    if not manifest.directions:
        encoder = "encoder" if "encode_style" in manifest.capabilities else None
        kind = manifest.image.input_kind
        return {
            "forward": DirectionSpec(
                input_kind=kind, output_kind="photo", generator="generator", style_encoder=encoder
            )
        }
    ways: dict[Way, DirectionSpec] = dict(manifest.directions.items())
    there, back = ways.get("forward"), ways.get("backward")
    if there is not None and back is not None:
        for name, source, target in (("restyle_output", back, there), ("restyle_input", there, back)):
            if source.content_encoder and target.decoder and target.style_encoder:
                ways[checked_way(name)] = DirectionSpec(
                    input_kind=target.output_kind,
                    output_kind=target.output_kind,
                    content_encoder=source.content_encoder,
                    decoder=target.decoder,
                    style_encoder=target.style_encoder,
                )
    return ways


def checked_way(name: object) -> Way:
    """A way by its name.

    Raises:
        RequestError: there is no such way.
    """
    for way in WAYS:
        if name == way:
            return way
    raise RequestError(f"There is no way called {str(name)[:40]!r}; ways are: {', '.join(WAYS)}.")
