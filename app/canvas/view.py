"""Where things are on the canvas: panes, zoom and pan as pure values, without a widget."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.document.geometry import Rect

GAP = 12
MARGIN = 20
CAPTION = 26
SMALLEST, LARGEST = 0.02, 64.0


@dataclass(frozen=True)
class View:
    """How paper of (width, height) pixels lies in a pane: screen = paper * scale + offset."""

    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def to_paper(self, x: float, y: float) -> tuple[float, float]:
        """The paper position under a position in the pane."""
        return (x - self.x) / self.scale, (y - self.y) / self.scale

    def to_pane(self, x: float, y: float) -> tuple[float, float]:
        """The position in the pane of a paper position."""
        return x * self.scale + self.x, y * self.scale + self.y

    def zoomed(self, factor: float, x: float, y: float) -> View:
        """Zoom by `factor` so that the paper under (x, y) stays there."""
        scale = min(LARGEST, max(SMALLEST, self.scale * factor))
        ratio = scale / self.scale
        return View(scale, x - (x - self.x) * ratio, y - (y - self.y) * ratio)

    def panned(self, dx: float, dy: float) -> View:
        """Move the paper by screen pixels."""
        return replace(self, x=self.x + dx, y=self.y + dy)

    def covered(self, rect: Rect, grow: int = 2) -> Rect:
        """The pane pixels that show `rect` of the paper."""
        left, top = self.to_pane(rect.left, rect.top)
        right, bottom = self.to_pane(rect.right, rect.bottom)
        return Rect(int(left) - grow, int(top) - grow, int(right) + grow + 1, int(bottom) + grow + 1)


def fitted(paper: tuple[int, int], pane: tuple[int, int]) -> View:
    """The view that shows all of `paper` (width, height) in the middle of `pane` (width, height)."""
    room_x, room_y = max(1, pane[0] - 2 * MARGIN), max(1, pane[1] - 2 * MARGIN - CAPTION)
    scale = min(LARGEST, max(SMALLEST, min(room_x / paper[0], room_y / paper[1])))
    return centred(paper, pane, scale)


def centred(paper: tuple[int, int], pane: tuple[int, int], scale: float) -> View:
    """The view at `scale` with the paper in the middle of the pane."""
    x = (pane[0] - paper[0] * scale) / 2
    y = (pane[1] + CAPTION - paper[1] * scale) / 2
    return View(scale, x, y)


def panes(mode: str, width: int, height: int) -> tuple[Rect | None, Rect | None]:
    """The panes (sketch, picture) of a canvas: beside each other, or one below the other if it is tall."""
    whole = Rect(0, 0, width, height)
    if mode == "picture":
        return None, whole
    if mode != "split":
        return whole, None
    if width >= height * 0.9:
        middle = width // 2
        return Rect(0, 0, middle - GAP // 2, height), Rect(middle + GAP // 2, 0, width, height)
    middle = height // 2
    return Rect(0, 0, width, middle - GAP // 2), Rect(0, middle + GAP // 2, width, height)
