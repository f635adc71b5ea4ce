"""Pictures whose styles are mixed in: dropped or chosen, each with its weight, all with one slider."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSlider, QToolButton, QVBoxLayout, QWidget

from app.document.styles import MAX_EXEMPLARS, Exemplar
from app.editor.editor import Editor
from app.i18n import tr
from app.panels.widgets import ValueSlider, label
from app.theme import Theme

WELL, VIEW = 56, 30


class PictureWell(QLabel):
    """A place to drop pictures on, or to click to choose some."""

    chosen = Signal()
    dropped = Signal(object)

    def __init__(self, side: int = WELL, parent: QWidget | None = None) -> None:
        """An empty well."""
        super().__init__(parent)
        self.setFixedSize(side, side)
        self.setAcceptDrops(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def dress(self, theme: Theme, pixmap: QPixmap | None = None) -> None:
        """Show a picture, or the sign of one; take the colours in use."""
        if pixmap is None or pixmap.isNull():
            self.setPixmap(theme.pixmap("picture", 28, "muted"))
        else:
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            self.setPixmap(pixmap.scaled(self.size(), keep, smooth))
        line, field = theme.name("line"), theme.name("field")
        self.setStyleSheet(f"border: 1px dashed {line}; border-radius: 8px; background: {field};")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose files."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and pictures."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the pictures on."""
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())


class ExemplarRow(QWidget):
    """One exemplar: its picture and name, how much it counts, and a button that takes it out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty row."""
        super().__init__(parent)
        self.view, self.name, self.share = QLabel(), label(), label(role="muted")
        self.weight, self.remove = QSlider(Qt.Orientation.Horizontal), QToolButton()
        self.view.setFixedSize(VIEW, VIEW)
        self.view.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.weight.setRange(0, 100)
        self.share.setMinimumWidth(36)
        self.share.setAlignment(Qt.AlignmentFlag.AlignRight)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(0)
        layout.addWidget(self.view, 0, 0, 2, 1)
        layout.addWidget(self.name, 0, 1)
        layout.addWidget(self.share, 0, 2)
        layout.addWidget(self.weight, 1, 1, 1, 2)
        layout.addWidget(self.remove, 0, 3, 2, 1)
        layout.setColumnStretch(1, 1)

    def show_exemplar(self, exemplar: Exemplar, share: float, theme: Theme) -> None:
        """Show an exemplar, and which share of the whole it has."""
        pixmap = QPixmap()
        if exemplar.thumbnail:
            pixmap.loadFromData(exemplar.thumbnail)
        if pixmap.isNull():
            pixmap = theme.pixmap("picture", VIEW, "muted")
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        self.view.setPixmap(pixmap.scaled(VIEW, VIEW, keep, smooth))
        metrics, name = self.name.fontMetrics(), exemplar.name
        self.name.setText(metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, 130))
        self.name.setToolTip(name)
        self.share.setText(f"{share:.0%}")
        self.weight.blockSignals(True)
        self.weight.setValue(round(exemplar.weight * 100))
        self.weight.blockSignals(False)
        self.weight.setAccessibleName(tr("Weight of {name}", name=name))
        self.weight.setToolTip(tr("How much this style counts among the others"))
        self.remove.setIcon(theme.icon("close"))
        self.remove.setToolTip(tr("Take this picture's style out again"))
        self.remove.setAccessibleName(tr("Remove {name}", name=name))


class ExemplarsBox(QWidget):
    """Bound to the exemplars of the document."""

    dropped = Signal(object)

    def __init__(
        self, editor: Editor, theme: Theme, actions: dict[str, QAction], parent: QWidget | None = None
    ) -> None:
        """Show and change the exemplars of the editor's document."""
        super().__init__(parent)
        self._editor, self._theme = editor, theme
        self.well = PictureWell()
        self.rows: list[ExemplarRow] = []
        self.mix = ValueSlider(lambda p: p / 100, lambda v: round(v * 100), lambda v: f"{v:.0%}")
        self._heading, self._hint = label(role="heading"), label(role="muted")
        self._hint.setWordWrap(True)
        self.mix.changed.connect(editor.styling.set_mix)
        self.well.chosen.connect(actions["style_picture"].trigger)
        self.well.dropped.connect(self.dropped)
        self.setAcceptDrops(True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._heading)
        words.addWidget(self._hint)
        words.addWidget(self.mix)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.well, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addLayout(self._list)
        editor.document.styles_changed.connect(self._show)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and pictures anywhere in the box."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the pictures on."""
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())

    def retranslate(self) -> None:
        """Take the words and icons in use."""
        self._heading.setText(tr("Style from pictures"))
        self._hint.setText(tr("Drop photos of textures or other objects."))
        self.well.setToolTip(tr("Drop photos here, or click to choose some"))
        self.well.setAccessibleName(tr("Style from pictures"))
        self.mix.set_text(tr("Mix"), tr("From the chosen variant to the pictures' style"))
        self._show()

    def _show(self) -> None:
        styles, theme = self._editor.document.styles, self._theme
        while len(self.rows) > len(styles.exemplars):
            row = self.rows.pop()
            self._list.removeWidget(row)
            row.deleteLater()
        while len(self.rows) < len(styles.exemplars):
            self._add_row()
        total = sum(exemplar.weight for exemplar in styles.exemplars)
        for row, exemplar in zip(self.rows, styles.exemplars, strict=True):
            row.show_exemplar(exemplar, exemplar.weight / total if total else 0.0, theme)
            row.weight.setVisible(len(self.rows) > 1)
            row.share.setVisible(len(self.rows) > 1)
        self.mix.setVisible(bool(styles.exemplars))
        self._hint.setVisible(not styles.exemplars)
        self.well.setEnabled(len(styles.exemplars) < MAX_EXEMPLARS)
        self.mix.show_value(styles.mix)
        self.well.dress(theme)

    def _add_row(self) -> None:
        row, place = ExemplarRow(self), len(self.rows)
        row.weight.valueChanged.connect(lambda value: self._editor.styling.set_weight(place, value / 100))
        row.remove.clicked.connect(lambda: self._editor.styling.remove(place))
        self.rows.append(row)
        self._list.addWidget(row)
