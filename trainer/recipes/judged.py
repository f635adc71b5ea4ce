"""Which columns of a recipe's sample sheet are its results, and which real pictures they should resemble."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Judged:
    """Columns of the sheet that the monitor measures.

    Attributes:
        first: column of the first result.
        end: the column behind the last one; None for all that follow.
        real: name of the real pictures in a batch.
        styles: whether the results of a row are styles of one input.
        rows: of the sheet to measure; the fewer, the more columns there are.
    """

    first: int
    end: int | None
    real: str
    styles: bool = False
    rows: int = 16


# Of sheets with both cycles of two domains: A, in B, back, B, in A, back.
BOTH_CYCLES = (Judged(1, 2, "b"), Judged(4, 5, "a"))
