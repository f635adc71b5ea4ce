"""Where official weights are published: the rows of resources/published.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLocale, QSize, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.i18n import tr
from app.models.import_pages import button, row, wrapped
from app.panels.widgets import label
from engine.files import resources_folder


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
