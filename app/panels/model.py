"""The model panel: which model draws, what it can do, and the way to the others."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from app.editor.editor import Editor
from app.i18n import tr, tr_noop
from app.panels.widgets import label

CAPABILITY_NAMES: dict[str, str] = {
    "translate": tr_noop("Sketch to picture"),
    "style": tr_noop("Many styles"),
    "encode_style": tr_noop("Style from picture"),
    "sample": tr_noop("Samples"),
    "invert": tr_noop("Photo editing"),
    "axes": tr_noop("Attributes"),
    "segment": tr_noop("Regions"),
}

# In a row.
BADGES = 2


class ModelPanel(QWidget):
    """Bound to the editor's model."""

    def __init__(self, editor: Editor, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        """Show the model of `editor`."""
        super().__init__(parent)
        self._editor = editor
        self.title, self.details = label(role="title"), label(role="muted")
        self.button = QPushButton()
        self.button.clicked.connect(actions["library"].trigger)
        self._badges = QGridLayout()
        self._badges.setSpacing(6)
        self._badges.setColumnStretch(BADGES, 1)
        self.title.setWordWrap(True)
        self.details.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self.title)
        layout.addLayout(self._badges)
        layout.addWidget(self.details)
        layout.addWidget(self.button)
        layout.addStretch(1)
        editor.model_changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the words of the language, and the model, in use."""
        model, loading = self._editor.model, self._editor.loading
        self.button.setText(tr("Choose Another Model…"))
        self.button.setToolTip(tr("What is installed and what it can do"))
        while (item := self._badges.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        if model is None:
            self.title.setText(tr("Opening {model}…", model=loading) if loading else tr("No model is open"))
            self.details.setText("" if loading else tr("Choose one, or install a .gmodel file."))
            return
        self.title.setText(model.title)
        names = [text for name, text in CAPABILITY_NAMES.items() if name in model.capabilities]
        for place, text in enumerate(names):
            self._badges.addWidget(label(tr(text), "badge"), place // BADGES, place % BADGES)
        details = tr("{size} × {size} pixels · {licence}", size=model.size, licence=model.licence)
        self.details.setText(tr("Opening {model}…", model=loading) if loading else details)
