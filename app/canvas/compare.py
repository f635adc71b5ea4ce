"""The line between original and picture on the canvas: where it lies and when it is taken hold of."""

from __future__ import annotations

from dataclasses import dataclass

from app.document.geometry import Rect

REACH = 8


@dataclass(frozen=True)
class Split:
    """Left of the line the original is seen, right of it the picture; `share` of the pane's width."""

    share: float = 0.5

    def x(self, pane: Rect) -> float:
        """The line's place in the widget, within `pane`."""
        return pane.left + self.share * pane.width

    def near(self, pane: Rect, x: float, y: float) -> bool:
        """Whether a widget position takes hold of the line."""
        return pane.top <= y < pane.bottom and abs(x - self.x(pane)) <= REACH

    def moved(self, pane: Rect, x: float) -> Split:
        """The line under a widget position, never outside of the pane."""
        return Split(min(0.98, max(0.02, (x - pane.left) / max(1, pane.width))))
