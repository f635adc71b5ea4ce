"""A picture in a dialog, with its caption, fitted into its place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.canvas.images import image_view
from app.panels.parts import label


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
