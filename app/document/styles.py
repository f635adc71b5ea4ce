"""The styles of a document as one immutable value: variants, what is used, what is mixed in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from engine.bundle.manifest import Direction


Code = tuple[float, ...]
COUNTS = (8, 12, 16, 20, 24, 32)
MAX_EXEMPLARS = 8


@dataclass(frozen=True)
class Variant:
    """One cell of the grid: a style code, the seed and place it was drawn from, and whether it is kept."""

    code: Code
    seed: int
    index: int
    pinned: bool = False


@dataclass(frozen=True)
class Exemplar:
    """A style that was read off a picture, and how much it counts among others, in [0, 1].

    `thumbnail` is that picture, small, as PNG bytes.
    """

    code: Code
    name: str
    thumbnail: bytes = b""
    weight: float = 1.0


@dataclass(frozen=True)
class Styles:
    """Everything about style that a document remembers.

    `code()` is what the next picture is made with: `base` moved by `mix` in [0, 1] towards the weighted
    mean of the exemplars.
    """

    seed: int = 0
    count: int = 12
    variants: tuple[Variant, ...] = ()
    base: Code = ()
    base_seed: int | None = None
    exemplars: tuple[Exemplar, ...] = ()
    mix: float = 0.0

    def code(self) -> Code:
        """The style code in use."""
        read = self.exemplar_code()
        if read is None or not self.mix or len(read) != len(self.base):
            return self.base
        return tuple(a + (b - a) * self.mix for a, b in zip(self.base, read, strict=True))

    def exemplar_code(self) -> Code | None:
        """The mean of the exemplars, each with its weight; None where nothing has any."""
        counted = [exemplar for exemplar in self.exemplars if exemplar.weight > 0]
        if not counted or len({len(exemplar.code) for exemplar in counted}) != 1:
            return None
        if len(counted) == 1:
            return counted[0].code
        from engine.translation.styles import weighted_style

        codes = np.asarray([exemplar.code for exemplar in counted], dtype=np.float32)
        mean = weighted_style(codes, [exemplar.weight for exemplar in counted])
        return tuple(float(value) for value in mean)

    @property
    def code_seed(self) -> int | None:
        """The seed that `code()` was drawn from, or None when something was mixed in."""
        return None if self.mix and self.exemplar_code() is not None else self.base_seed

    def chosen(self) -> int | None:
        """Which cell of the grid is in use, if it is still there."""
        return next((i for i, v in enumerate(self.variants) if v.code == self.base), None)

    def used(self, place: int) -> Styles:
        """Use the variant at `place`."""
        variant = self.variants[place]
        return replace(self, base=variant.code, base_seed=variant.seed)

    def pinned(self, place: int, keep: bool) -> Styles:
        """Keep the variant at `place` when the rest is rolled again, or let it go."""
        variants = list(self.variants)
        variants[place] = replace(variants[place], pinned=keep)
        return replace(self, variants=tuple(variants))

    def rerolled(self, codes: Sequence[Iterable[float]], seed: int, count: int) -> Styles:
        """New variants from `codes` (drawn with `seed`); pinned ones keep their places."""
        fresh = [
            Variant(tuple(float(value) for value in code), seed, index) for index, code in enumerate(codes)
        ]
        kept = {place: v for place, v in enumerate(self.variants) if v.pinned and place < count}
        late = [v for place, v in enumerate(self.variants) if v.pinned and place >= count]
        variants = []
        for place in range(count):
            if place in kept:
                variants.append(kept[place])
            elif late:
                variants.append(late.pop(0))
            elif place < len(fresh):
                variants.append(fresh[place])
        styles = replace(self, seed=seed, count=count, variants=tuple(variants))
        if len(self.base) != len(fresh[0].code if fresh else self.base):
            styles = replace(styles, exemplars=(), mix=0.0)
            return styles.used(0)
        return styles if self.base or not variants else styles.used(0)

    def with_exemplars(self, exemplars: Sequence[Exemplar], mix: float) -> Styles:
        """Mix the exemplars in by `mix` in [0, 1]; no more than `MAX_EXEMPLARS`, the newest of them."""
        kept = tuple(exemplars)[-MAX_EXEMPLARS:]
        return replace(self, exemplars=kept, mix=mix if kept else 0.0)

    def weighted(self, place: int, weight: float) -> Styles:
        """Let the exemplar at `place` count more or less, in [0, 1]."""
        exemplars = list(self.exemplars)
        exemplars[place] = replace(exemplars[place], weight=min(1.0, max(0.0, weight)))
        return replace(self, exemplars=tuple(exemplars))

    def with_code(self, code: Code) -> Styles:
        """Use a code that was not drawn from a seed; what was mixed in no longer is."""
        return replace(self, base=code, base_seed=None, mix=0.0)


# What a translation starts from beside the ink: the way it goes, and a photo under the paper.


Domain = Literal["input", "output"]
# The kind of picture that a way leads to: styles of one domain mean nothing in the other.
DOMAINS: dict[Direction, Domain] = {
    "forward": "output",
    "backward": "input",
    "restyle_output": "output",
    "restyle_input": "input",
}
# Which ways two photos go that swap styles: both of one kind, one of each, or by their lines alone.
SWAPS: tuple[tuple[Direction, Direction], ...] = (
    ("restyle_output", "restyle_output"),
    ("restyle_input", "restyle_input"),
    ("forward", "backward"),
)


def swaps_of(directions: Collection[Direction]) -> tuple[tuple[Direction, Direction], ...]:
    """The swaps that a model with these ways can do."""
    found = tuple(pair for pair in SWAPS if set(pair) <= set(directions))
    return found or ((("forward", "forward"),) if "forward" in directions else ())


@dataclass(frozen=True, eq=False)
class Source:
    """The way that pictures go, and the photo (H, W, 3) of the paper's size under it, if there is one.

    Never changed in place, so that documents, requests and the history may share it.
    """

    direction: Direction = "forward"
    underlay: NDArray[np.uint8] | None = None

    @property
    def domain(self) -> Domain:
        """The kind of picture that comes out."""
        return DOMAINS[self.direction]

    def composed(self, sketch: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """What the model is given: the ink (H, W), over the photo where there is one, as (H, W, 3) then."""
        if self.underlay is None:
            return sketch
        product = self.underlay.astype(np.uint16) * sketch[..., None]
        return ((product + 127) // 255).astype(np.uint8)
