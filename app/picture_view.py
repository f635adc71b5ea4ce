"""Pictures in dialogs: one with a caption, fitted into its place, and a map of errors in colours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.canvas.images import image_view
from app.panels.parts import label

# Dark where nothing was lost, bright where much was; each step is lighter than the one before.
HEAT = ((13, 8, 48), (84, 15, 109), (187, 55, 84), (249, 142, 9), (252, 255, 164))


def heat_map(error: NDArray[np.float32], full: float) -> NDArray[np.uint8]:
    """Errors (H, W) as colours (H, W, 3); `full` and more is the brightest."""
    places = np.clip(error / max(full, 1e-6), 0.0, 1.0) * (len(HEAT) - 1)
    stops = np.arange(len(HEAT))
    channels = [np.interp(places, stops, [colour[c] for colour in HEAT]) for c in range(3)]
    return np.ascontiguousarray(np.stack(channels, axis=2).round().astype(np.uint8))


class PictureView(QWidget):
    """A picture that keeps its proportions, with a caption below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Nothing to see yet."""
        super().__init__(parent)
        self.picture, self.caption = _Picture(), label(role="muted")
        self.caption.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.caption.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.picture, 1)
        layout.addWidget(self.caption)

    def show_picture(self, pixels: NDArray[np.uint8] | None, caption: str) -> None:
        """Show (H, W, 3) or (H, W), or nothing."""
        self.picture.shown = None if pixels is None else QPixmap.fromImage(image_view(pixels).copy())
        self.picture.update()
        self.picture.setAccessibleName(caption)
        self.caption.setText(caption)


class _Picture(QLabel):
    def __init__(self) -> None:
        super().__init__()
        self.shown: QPixmap | None = None
        self.setMinimumSize(120, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(240, 240)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.shown is None:
            painter.setPen(Qt.PenStyle.DashLine)
            painter.setOpacity(0.3)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            return
        size = self.shown.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
        painter.drawPixmap(left, top, size.width(), size.height(), self.shown)
