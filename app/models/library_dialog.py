"""The model library: choose, install, export and remove models, read their cards, find published weights."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLocale, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QIcon, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.canvas.viewport import image_view
from app.editor.editor import Editor
from app.i18n import tr, translate_error
from app.models.import_pages import button, row, wrapped
from app.panels.model import CAPABILITY_NAMES
from app.panels.widgets import ask_save_path, label
from app.settings import Settings
from app.theme import Theme
from app.worker.messages import ChangeLibrary, ExportModel, ListModels, ModelInfo, Models, Written
from engine.files import resources_folder

# Licences of models that others have published: shown before the first use, and remembered once accepted.


class Terms:
    """Which licences the person has accepted; another licence of the same model is asked for anew."""

    def __init__(self, settings: Settings) -> None:
        """Keep them in `settings`."""
        self._settings = settings

    def accepted(self, model: ModelInfo) -> bool:
        """Whether `model` may be used without a question."""
        return not model.imported or self._settings.load(self._key(model)) is not None

    def accept(self, model: ModelInfo) -> None:
        """Remember that the person accepted the licence of `model`."""
        self._settings.save(self._key(model), model.licence)

    def _key(self, model: ModelInfo) -> str:
        return f"licences/{hashlib.sha256(f'{model.name}/{model.licence}'.encode()).hexdigest()[:24]}"


class LicenceDialog(QDialog):
    """Shows the licence of origin of a model that is about to be used for the first time."""

    def __init__(self, model: ModelInfo, terms: Terms, then: Callable[[], object], parent: QWidget) -> None:
        """`then` is done once the licence is accepted."""
        super().__init__(parent)
        self.setWindowTitle(tr("Licence"))
        self.setMinimumWidth(440)
        self._model, self._terms, self._then = model, terms, then
        self.words = wrapped(
            tr(
                "“{title}” was made by others, who published its weights. Their licence is:",
                title=model.title,
            )
        )
        self.licence = wrapped(model.licence, "title")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.words)
        layout.addWidget(self.licence)
        later = button(tr("Cancel"), tr("Do not use the model"), self.reject)
        self.use = button(
            tr("Accept and Use"), tr("Use the model under this licence"), self.accept, primary=True
        )
        layout.addLayout(row(None, later, self.use))

    def accept(self) -> None:
        """Remember it, and use the model."""
        self._terms.accept(self._model)
        super().accept()
        self._then()


def once_accepted(model: ModelInfo, settings: Settings, then: Callable[[], object], parent: QWidget) -> None:
    """Do `then`, once the licence of `model` is accepted: at once, where it was before."""
    terms = Terms(settings)
    if terms.accepted(model):
        then()
    else:
        LicenceDialog(model, terms, then, parent).open()


class LibraryDialog(QDialog):
    """Bound to the library; the worker reads it, the dialog shows what it found."""

    def __init__(self, editor: Editor, theme: Theme, parent: QWidget | None = None) -> None:
        """Look through the library of `editor`."""
        super().__init__(parent)
        self._editor, self._theme = editor, theme
        self._models: tuple[ModelInfo, ...] = ()
        self.setWindowTitle(tr("Model Library"))
        self.resize(760, 500)
        self.list = QListWidget()
        self.list.setIconSize(QSize(56, 56))
        self.list.setFixedWidth(270)
        self.list.setAccessibleName(tr("Models"))
        self.list.currentRowChanged.connect(self._show)
        self.list.itemActivated.connect(lambda _: self._use())
        self.title, self.abilities = label(role="title"), label(role="muted")
        self.abilities.setWordWrap(True)
        self.preview = QLabel()
        self.preview.setFixedHeight(112)
        self.card = QTextBrowser()
        self.card.setOpenLinks(False)
        self.card.setAccessibleName(tr("Model card"))
        self.message = label(role="muted")
        self.message.setWordWrap(True)
        self.use = self._button(tr("Use This Model"), tr("Draw with this model from now on"), self._use)
        self.use.setProperty("kind", "primary")
        self.install = self._button(tr("Install…"), tr("Add a .gmodel file to the library"), self._install)
        self.export = self._button(tr("Export…"), tr("Write this model to a .gmodel file"), self._export)
        self.remove = self._button(tr("Remove"), tr("Delete this model from the library"), self._remove)
        self._build()
        self.refresh()

    def refresh(self) -> None:
        """Look again."""
        self.message.setText(tr("Looking through the library…"))
        self._editor.client.ask(ListModels(), self._listed, self.message.setText)

    def install_file(self, path: Path) -> None:
        """Add a bundle to the library."""
        self._editor.client.ask(ChangeLibrary("install", path=path), self._listed, self.message.setText)

    def _build(self) -> None:
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addWidget(self.install)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.title)
        right.addWidget(self.abilities)
        right.addWidget(self.preview)
        right.addWidget(self.card, 1)
        right.addWidget(self.message)
        buttons = QHBoxLayout()
        buttons.addWidget(self.remove)
        buttons.addWidget(self.export)
        buttons.addStretch(1)
        buttons.addWidget(self.use)
        right.addLayout(buttons)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(16)
        layout.addLayout(left)
        layout.addLayout(right, 1)

    def _button(self, text: str, tip: str, handler: object) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        button.clicked.connect(handler)
        return button

    def _listed(self, answer: Models) -> None:
        self._models = answer.models
        self.message.setText("" if answer.models else tr("No models yet; install a .gmodel file."))
        wanted = answer.changed or (self._editor.model.name if self._editor.model else "")
        self.list.clear()
        for model in answer.models:
            origin = tr("Comes with Ganvas") if model.origin == "bundled" else tr("Installed")
            item = QListWidgetItem(f"{model.title}\n{tr('Damaged') if model.problem else origin}")
            if model.preview is not None:
                pixmap = QPixmap.fromImage(image_view(model.preview).copy())
                icon = QIcon(pixmap)
                # The chosen model's picture keeps its own colours.
                icon.addPixmap(pixmap, QIcon.Mode.Selected)
                item.setIcon(icon)
            else:
                item.setIcon(QIcon(self._theme.pixmap("library", 56, "muted")))
            self.list.addItem(item)
        row = next((i for i, model in enumerate(answer.models) if model.name == wanted), 0)
        self.list.setCurrentRow(row)
        self._show(self.list.currentRow())

    def _chosen(self) -> ModelInfo | None:
        row = self.list.currentRow()
        return self._models[row] if 0 <= row < len(self._models) else None

    def _show(self, _row: int) -> None:
        model = self._chosen()
        for needing_model in (self.use, self.export):
            needing_model.setEnabled(model is not None and not model.problem)
        self.remove.setEnabled(model is not None and model.origin == "installed")
        self.title.setText(model.title if model else "")
        self.preview.clear()
        if model is None:
            self.abilities.setText("")
            self.card.clear()
            return
        names = [tr(text) for name, text in CAPABILITY_NAMES.items() if name in model.capabilities]
        self.abilities.setText(" · ".join([*names, model.licence] if model.licence else names))
        if model.preview is not None:
            pixmap = QPixmap.fromImage(image_view(model.preview).copy())
            smooth = Qt.TransformationMode.SmoothTransformation
            scaled = pixmap.scaled(QSize(430, 112), Qt.AspectRatioMode.KeepAspectRatio, smooth)
            self.preview.setPixmap(scaled)
        self.preview.setVisible(model.preview is not None)
        self.card.setMarkdown(translate_error(model.problem) or model.card)

    def _use(self) -> None:
        model = self._chosen()
        if model is not None and not model.problem:
            name = model.name
            once_accepted(model, self._editor.settings, lambda: self._choose(name), self)

    def _choose(self, name: str) -> None:
        self._editor.choose_model(name)
        self.accept()

    def _install(self) -> None:
        files, _ = QFileDialog.getOpenFileNames(
            self, tr("Install a Model"), "", tr("Ganvas models (*.gmodel)")
        )
        for name in files:
            self.install_file(Path(name))

    def _export(self) -> None:
        model = self._chosen()
        if model is None:
            return
        start, kinds = Path(f"{model.name}.gmodel"), tr("Ganvas models (*.gmodel)")
        path = ask_save_path(self, tr("Export a Model"), start, kinds, (".gmodel",))
        if path is not None:

            def written(answer: Written) -> None:
                self.message.setText(tr("Written to {name}.", name=answer.path.name))

            self._editor.client.ask(ExportModel(model.name, path), written, self.message.setText)

    def _remove(self) -> None:
        model = self._chosen()
        if model is not None:
            self._editor.client.ask(ChangeLibrary("remove", model.name), self._listed, self.message.setText)


# Where official weights are published: the rows of resources/published.toml.


@dataclass(frozen=True)
class Published:
    """Weights that their makers offer on a page of their own.

    Attributes:
        name: of the system.
        shows: what its pictures show, by language.
        family: what Ganvas imports it as.
        files: what the files are called.
        licence: as the makers state it; empty where they state none.
        page: where a person downloads them.
        numbers: parameters of what is imported; 0 where nobody has counted.
        commercial: whether the licence allows commercial use.
    """

    name: str
    shows: dict[str, str]
    family: str
    files: tuple[str, ...]
    licence: str
    page: str
    numbers: int = 0
    commercial: bool = True

    @property
    def megabytes(self) -> int:
        """What the weights take at least, at four bytes each; 0 where it is not known."""
        return round(self.numbers * 4 / 1e6)


def published(path: Path | None = None) -> tuple[Published, ...]:
    """The rows in the order of the file, whose columns are the attributes of `Published`."""
    file = path or resources_folder() / "published.toml"
    rows = tomllib.loads(file.read_text("utf-8"))["published"]
    return tuple(Published(**{**row, "files": tuple(row["files"])}) for row in rows)


# The page of the first start, and of the Model menu: where official weights are published.


class PublishedDialog(QDialog):
    """Lists the rows of resources/published.toml; nothing is fetched from here without the person."""

    def __init__(self, start_import: Callable[[], object], parent: QWidget | None = None) -> None:
        """`start_import` opens the import dialog."""
        super().__init__(parent)
        self.setWindowTitle(tr("Published Models"))
        self.resize(780, 540)
        self.rows = published()
        self.list = QTreeWidget()
        self.list.setRootIsDecorated(False)
        self.list.setAccessibleName(tr("Published models"))
        self.list.setHeaderLabels([tr("System"), tr("Pictures"), tr("Weights"), tr("Licence of the code")])
        for entry in self.rows:
            item = QTreeWidgetItem([entry.name, shows_words(entry), size_words(entry), licence_words(entry)])
            for column in range(4):
                item.setToolTip(column, item.text(column))
            item.setSizeHint(0, QSize(0, 30))
            self.list.addTopLevelItem(item)
        header = self.list.header()
        for column, width in ((0, 150), (2, 110), (3, 190)):
            header.resizeSection(column, width)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.list.itemActivated.connect(lambda _: self.open_page())
        self.list.currentItemChanged.connect(lambda _: self._chosen())
        self.details = wrapped()
        self.page = button(
            tr("Open Its Page"), tr("Show the page in the browser; download a file there"), self.open_page
        )
        self.start_import = button(
            tr("Import a File…"), tr("Bring in a file that you have downloaded"), start_import, primary=True
        )
        close = button(tr("Close"), tr("This page stays in the Model menu"), self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addWidget(label(tr("Models that others have published"), "title"))
        layout.addWidget(
            wrapped(
                tr(
                    "Ganvas comes with a model of its own. The makers of these systems offer weights on "
                    "their pages: download a file there, then import it or drop it on the window. Nothing "
                    "in a file is ever run."
                )
            )
        )
        layout.addWidget(self.list, 1)
        layout.addWidget(self.details)
        layout.addWidget(
            wrapped(
                tr(
                    "The sizes are what the imported networks take at least; the files may hold more. "
                    "Weights may have terms of their own, which their page states."
                ),
                "muted",
            )
        )
        layout.addLayout(row(close, None, self.page, self.start_import))
        self.list.setCurrentIndex(self.list.model().index(0, 0))

    def chosen(self) -> Published:
        """The row that is marked."""
        return self.rows[max(0, self.list.currentIndex().row())]

    def open_page(self) -> None:
        """Show the publisher's page in the browser."""
        QDesktopServices.openUrl(QUrl(self.chosen().page))

    def _chosen(self) -> None:
        entry = self.chosen()
        files = tr("Files such as {files}", files=", ".join(entry.files))
        self.details.setText(f"{entry.name}: {shows_words(entry)}.\n{files}\n{entry.page}")


def shows_words(entry: Published) -> str:
    """What the pictures show, in the window's language where the table has it."""
    return entry.shows.get(QLocale().name(), entry.shows["en"])


def size_words(entry: Published) -> str:
    """What the weights take at least."""
    return tr("{size} MB or more", size=entry.megabytes) if entry.megabytes else tr("not known")


def licence_words(entry: Published) -> str:
    """The licence, and whether it allows commercial use."""
    if not entry.licence:
        return tr("none stated; ask the authors")
    return (
        entry.licence if entry.commercial else tr("{licence}: not for commercial use", licence=entry.licence)
    )
