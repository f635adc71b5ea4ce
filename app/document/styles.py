"""The styles of a document as one immutable value: variants, what is used, what is mixed in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

Code = tuple[float, ...]
COUNTS = (8, 12, 16, 20, 24, 32)


@dataclass(frozen=True)
class Variant:
    """One cell of the grid: a style code, the seed and place it was drawn from, and whether it is kept."""

    code: Code
    seed: int
    index: int
    pinned: bool = False


@dataclass(frozen=True)
class Reference:
    """A style that was read off a picture; `thumbnail` is that picture, small, as PNG bytes."""

    code: Code
    name: str
    thumbnail: bytes = b""


@dataclass(frozen=True)
class Styles:
    """Everything about style that a document remembers.

    `code()` is what the next picture is made with: `base` moved towards `reference` by `mix` in [0, 1].
    """

    seed: int = 0
    count: int = 12
    variants: tuple[Variant, ...] = ()
    base: Code = ()
    base_seed: int | None = None
    reference: Reference | None = None
    mix: float = 0.0

    def code(self) -> Code:
        """The style code in use."""
        if self.reference is None or not self.mix or len(self.reference.code) != len(self.base):
            return self.base
        return tuple(a + (b - a) * self.mix for a, b in zip(self.base, self.reference.code, strict=True))

    @property
    def code_seed(self) -> int | None:
        """The seed that `code()` was drawn from, or None when something was mixed in."""
        return None if self.reference is not None and self.mix else self.base_seed

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
            styles = replace(styles, reference=None, mix=0.0)
            return styles.used(0)
        return styles if self.base or not variants else styles.used(0)

    def with_reference(self, reference: Reference | None, mix: float) -> Styles:
        """Mix `reference` in by `mix` in [0, 1]."""
        return replace(self, reference=reference, mix=mix if reference else 0.0)
