"""The welcome page: draw on a drawing that is there, open a portrait, train, or go on with a recent file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
)

from app.canvas.viewport import image_view
from app.i18n import tr, tr_noop
from app.panels.widgets import label
from app.settings import Settings
from app.worker.messages import ListModels, ModelInfo, Models
from engine.files import resources_folder

if TYPE_CHECKING:
    from app.window.main_window import MainWindow

PICTURE = QSize(128, 128)
LARGEST_LIST = 8
_RECENT = "recent"
SAMPLE = resources_folder() / "samples" / "sneaker.png"

# Name of a card: its words, what is said below them, and the icon that stands there without a picture.
CARDS: dict[str, tuple[str, str, str]] = {
    "draw": (tr_noop("Draw a Shoe"), tr_noop("A drawing to begin with is on the paper"), "brush"),
    "portrait": (tr_noop("Open a Portrait"), tr_noop("Change the face in a photo"), "eyes"),
    "train": (tr_noop("Train Your Own"), tr_noop("From about a hundred pictures of yours"), "library"),
}


def draws(model: ModelInfo) -> bool:
    """Whether drawings become pictures in many styles."""
    sketches = any(info.input_kind == "sketch" for info in model.directions)
    return not model.problem and sketches and "style" in model.capabilities


def edits_photos(model: ModelInfo) -> bool:
    """Whether photos of one kind of thing can be edited."""
    return not model.problem and {"invert", "axes"} <= model.capabilities


def first_able(
    able: Callable[[ModelInfo], bool], own: ModelInfo | None, models: Sequence[ModelInfo]
) -> ModelInfo | None:
    """The open model where it is able to, or the first one of the library."""
    candidates = (*((own,) if own is not None else ()), *models)
    return next((model for model in candidates if able(model)), None)


def recent_files(settings: Settings) -> list[Path]:
    """Documents that were open, the last one first; not whether they are still there."""
    listed = settings.load(_RECENT)
    names = [listed] if isinstance(listed, str) else listed if isinstance(listed, list) else []
    return [Path(name) for name in names if isinstance(name, str) and name]


def remember_file(settings: Settings, path: Path) -> None:
    """Put a document at the head of the recent ones."""
    others = [other for other in recent_files(settings) if other != path]
    settings.save(_RECENT, [str(one) for one in (path, *others)][:LARGEST_LIST])


class WelcomeDialog(QDialog):
    """Stays in front of one window until something is chosen, or drawn."""

    def __init__(self, window: MainWindow) -> None:
        """Ask the library of `window` for pictures of what its models make."""
        super().__init__(window)
        self._window, self._editor = window, window.editor
        self.listed = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Welcome to Ganvas"))
        self.cards: dict[str, QToolButton] = {}
        self.recent = QListWidget()
        self.recent.setAccessibleName(tr("Recent files"))
        self.at_start = QCheckBox(tr("Show this when Ganvas starts"))
        self.at_start.setChecked(bool(window.settings.get("welcome")))
        self.at_start.toggled.connect(lambda on: window.settings.set("welcome", on))
        self._build()
        for path in recent_files(window.settings):
            item = QListWidgetItem(path.name)
            item.setToolTip(str(path))
            item.setData(Qt.ItemDataRole.UserRole, str(path))
            self.recent.addItem(item)
        self.recent.setVisible(self.recent.count() > 0)
        self._heading.setVisible(self.recent.count() > 0)
        self.recent.itemActivated.connect(self._open)
        self.recent.itemClicked.connect(self._open)
        self._editor.stack.indexChanged.connect(self.close)
        self._editor.client.ask(ListModels(), self._listed)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        for name, (text, below, icon) in CARDS.items():
            card = QToolButton()
            card.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            card.setIconSize(PICTURE)
            card.setIcon(QIcon(self._window.theme.pixmap(icon, PICTURE.width() // 2, "muted")))
            card.setText(f"{tr(text)}\n{tr(below)}")
            card.setAccessibleName(tr(text))
            card.setAccessibleDescription(tr(below))
            card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            card.clicked.connect(getattr(self, f"_{name}"))
            row.addWidget(card)
            self.cards[name] = card
        self._heading = label(tr("Recent files"), "heading")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(label(tr("What would you like to do?"), "title"))
        layout.addLayout(row)
        layout.addWidget(self._heading)
        self.recent.setMaximumHeight(140)
        layout.addWidget(self.recent)
        layout.addWidget(self.at_start)

    def _listed(self, answer: Models) -> None:
        for name, able in (("draw", draws), ("portrait", edits_photos)):
            model = first_able(able, self._editor.model, answer.models)
            if model is None:
                self.cards[name].setEnabled(False)
                self.cards[name].setToolTip(tr("No model in the library can do this"))
            elif model.preview is not None:
                # A corner of the sheet, large enough to be seen.
                side = max(1, min(model.preview.shape[:2]) // 2)
                corner = image_view(model.preview[:side, :side].copy()).copy()
                smooth = Qt.TransformationMode.SmoothTransformation
                keep = Qt.AspectRatioMode.KeepAspectRatio
                self.cards[name].setIcon(QIcon(QPixmap.fromImage(corner).scaled(PICTURE, keep, smooth)))
        self.listed = True

    def _draw(self) -> None:
        self.close()
        self._window.dialogs.begin_drawing(SAMPLE)

    def _portrait(self) -> None:
        self.close()
        self._window.dialogs.open_photo()

    def _train(self) -> None:
        self.close()
        self._window.training.train()

    def _open(self, item: QListWidgetItem) -> None:
        path = Path(item.data(Qt.ItemDataRole.UserRole))
        self.close()
        self._window.dialogs.open_path(path)
