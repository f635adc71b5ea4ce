"""What a translation starts from beside the ink: the way it goes, and a photo under the paper."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from engine.bundle.manifest import Way

Domain = Literal["input", "output"]
# The kind of picture that a way leads to: styles of one domain mean nothing in the other.
DOMAINS: dict[Way, Domain] = {
    "forward": "output",
    "backward": "input",
    "restyle_output": "output",
    "restyle_input": "input",
}
# Which ways two photos go that swap styles: both of one kind, one of each, or by their lines alone.
SWAPS: tuple[tuple[Way, Way], ...] = (
    ("restyle_output", "restyle_output"),
    ("restyle_input", "restyle_input"),
    ("forward", "backward"),
)


def swaps_of(ways: Collection[Way]) -> tuple[tuple[Way, Way], ...]:
    """The swaps that a model with these ways can do."""
    found = tuple(pair for pair in SWAPS if set(pair) <= set(ways))
    return found or ((("forward", "forward"),) if "forward" in ways else ())


@dataclass(frozen=True, eq=False)
class Source:
    """The way that pictures go, and the photo (H, W, 3) of the paper's size under it, if there is one.

    Never changed in place, so that documents, requests and the history may share it.
    """

    way: Way = "forward"
    underlay: NDArray[np.uint8] | None = None

    @property
    def domain(self) -> Domain:
        """The kind of picture that comes out."""
        return DOMAINS[self.way]

    def composed(self, sketch: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """What the model is given: the ink (H, W), over the photo where there is one, as (H, W, 3) then."""
        if self.underlay is None:
            return sketch
        product = self.underlay.astype(np.uint16) * sketch[..., None]
        return ((product + 127) // 255).astype(np.uint8)
