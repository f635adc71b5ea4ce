"""The second step: which pictures, how they belong together, and on which terms they may be used."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
)

from app.i18n import tr, tr_noop
from app.panels.widgets import ComboBox, label
from app.settings import Settings
from app.training.wizard.plan import SECOND_SET, Plan
from app.training.wizard.step import Step

TERMS = (
    tr_noop("My own pictures"),
    tr_noop("Public domain (CC0)"),
    tr_noop("Creative Commons with credit (CC BY 4.0)"),
    tr_noop("Non-commercial or academic use only"),
    tr_noop("Not known"),
)
SET_WORDS: dict[str, str] = {
    "data.sources_b": tr_noop("Pictures of domain B"),
    "data.backgrounds": tr_noop("Backgrounds"),
}


class PictureSetBox(QGroupBox):
    """A list of folders and zips, with buttons that add and remove."""

    def __init__(self, step: PicturesStep) -> None:
        """Of nothing yet; `step` hears of changes."""
        super().__init__()
        self._step = step
        self.list = QListWidget()
        self.list.setMaximumHeight(110)
        self.folder, self.archive, self.remove = QPushButton(), QPushButton(), QPushButton()
        self.folder.clicked.connect(self._choose_folder)
        self.archive.clicked.connect(self._choose_archive)
        self.remove.clicked.connect(self._remove)
        buttons = QHBoxLayout()
        for button in (self.folder, self.archive, self.remove):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addWidget(self.list)
        layout.addLayout(buttons)
        self.remove.setEnabled(False)

    @property
    def places(self) -> list[str]:
        """The folders and zips."""
        return [self.list.item(row).text() for row in range(self.list.count())]

    def add(self, place: Path) -> None:
        """Add a folder or a zip, once."""
        if str(place) not in self.places:
            self.list.addItem(str(place))
            self.remove.setEnabled(True)
            self._step.set_changed(grown=True)

    def name(self, text: str) -> None:
        """Take the words in use."""
        self.setTitle(text)
        self.list.setAccessibleName(text)
        self.folder.setText(tr("Choose Folder…"))
        self.archive.setText(tr("Choose Zip…"))
        self.remove.setText(tr("Remove"))
        for button in (self.folder, self.archive, self.remove):
            button.setAccessibleName(f"{text}: {button.text()}")

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Choose Folder…"), self._step.last_folder)
        if chosen:
            self._step.remember(Path(chosen).parent)
            self.add(Path(chosen))

    def _choose_archive(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(
            self, tr("Choose Zip…"), self._step.last_folder, tr("Archives (*.zip)")
        )
        for name in chosen:
            self._step.remember(Path(name).parent)
            self.add(Path(name))

    def _remove(self) -> None:
        self.list.takeItem(max(0, self.list.currentRow()))
        self.remove.setEnabled(self.list.count() > 0)
        self._step.set_changed(grown=False)


class PicturesStep(Step):
    """Folders and zips, which can also be dropped here; the first folder leads on by itself."""

    title = tr_noop("Pictures")
    heading = tr_noop("Which pictures should it learn from?")

    def __init__(self, plan: Plan, settings: Settings) -> None:
        """No pictures are chosen yet."""
        super().__init__(plan)
        self._settings = settings
        self.setAcceptDrops(True)
        self.first, self.second = PictureSetBox(self), PictureSetBox(self)
        self.kind, self.kind_words = ComboBox(), label(role="muted")
        self.kind_words.setWordWrap(True)
        self.kind.currentIndexChanged.connect(self._kind_chosen)
        self.kind_name, self.terms_name, self.title_name = label(), label(), label()
        self.terms, self.name = ComboBox(), QLineEdit()
        self.terms.setEditable(True)
        self.terms.editTextChanged.connect(self._terms_chosen)
        self.name.textEdited.connect(self._named)
        self._named_by_hand = False
        form = QFormLayout()
        form.addRow(self.kind_name, self.kind)
        form.addRow("", self.kind_words)
        form.addRow(self.terms_name, self.terms)
        form.addRow(self.title_name, self.name)
        self.column.addWidget(self.first)
        self.column.addWidget(self.second)
        self.column.addLayout(form)
        self.column.addStretch(1)
        self.retranslate()

    @property
    def complete(self) -> bool:
        """There are pictures."""
        return bool(self.plan.sources)

    @property
    def last_folder(self) -> str:
        """Where a person looked last."""
        return str(self._settings.get("last_folder") or Path.home())

    def remember(self, folder: Path) -> None:
        """Begin there the next time."""
        self._settings.set("last_folder", str(folder))

    def enter(self) -> None:
        """Ask what the chosen recipe needs."""
        recipe = self.plan.recipe
        self.words.setText(f"{tr(recipe.data)} {tr('They are only read, never changed.')}" if recipe else "")
        self.kind.blockSignals(True)
        self.kind.clear()
        for kind in recipe.kinds if recipe else ():
            self.kind.addItem(tr(kind.label), kind.name)
        self.kind.setCurrentIndex(max(0, self.kind.findData(self.plan.kind)))
        self.kind.blockSignals(False)
        self.kind.setEnabled(self.kind.count() > 1)
        self._show_kind()

    def set_changed(self, *, grown: bool) -> None:
        """A set has another folder, or one less."""
        alone = grown and not self.plan.sources
        self.plan.sources, self.plan.second = self.first.places, self.second.places
        self.plan.exclude = []
        if self.plan.sources and not self._named_by_hand:
            self.plan.title = (
                Path(self.plan.sources[0]).stem.replace("_", " ").replace("-", " ").strip().capitalize()
            )
            self.name.setText(self.plan.title)
        self.changed.emit()
        if alone and self.plan.sources and self.plan.kind not in SECOND_SET:
            self.advance.emit()

    def retranslate(self) -> None:
        """Take the words in use."""
        super().retranslate()
        self.first.name(tr("Folders and zips with pictures"))
        self.kind_name.setText(tr("Kind of data set"))
        self.terms_name.setText(tr("Terms of these pictures"))
        self.title_name.setText(tr("Name of the model"))
        for widget, name in (
            (self.kind, self.kind_name),
            (self.terms, self.terms_name),
            (self.name, self.title_name),
        ):
            widget.setAccessibleName(name.text())
        tip = tr("The model's card will say on which terms its pictures were used; choose or type them")
        self.terms.setToolTip(tip)
        place, typed = self.terms.currentIndex(), self.terms.currentText()
        self.terms.blockSignals(True)
        self.terms.clear()
        self.terms.addItems([tr(text) for text in TERMS])
        if 0 <= place < len(TERMS) or not typed:
            self.terms.setCurrentIndex(place if place >= 0 else len(TERMS) - 1)
        else:
            self.terms.setEditText(typed)
        self.terms.blockSignals(False)
        self._show_kind()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Folders and zips may come."""
        if any(_usable(Path(url.toLocalFile())) for url in event.mimeData().urls()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped: to the second set where the pointer is over it."""
        below = self.second.isVisible() and self.second.geometry().contains(event.position().toPoint())
        for url in event.mimeData().urls():
            place = Path(url.toLocalFile())
            if _usable(place):
                (self.second if below else self.first).add(place)
        event.acceptProposedAction()

    def _kind_chosen(self, _place: int) -> None:
        self.plan.kind = str(self.kind.currentData() or "")
        self.plan.exclude = []
        self._show_kind()
        self.changed.emit()

    def _show_kind(self) -> None:
        recipe, key = self.plan.recipe, SECOND_SET.get(self.plan.kind)
        kinds = {kind.name: kind for kind in recipe.kinds} if recipe else {}
        self.kind_words.setText(tr(kinds[self.plan.kind].help) if self.plan.kind in kinds else "")
        self.second.setVisible(key is not None)
        if key is not None:
            self.second.name(tr(SET_WORDS[key]))

    def _terms_chosen(self, text: str) -> None:
        # The card is written in English, whatever the window speaks.
        known = {tr(words): words for words in TERMS}
        words = known.get(text, text.strip())
        self.plan.licence = "" if words == TERMS[-1] else words

    def _named(self, text: str) -> None:
        self._named_by_hand = True
        self.plan.title = text.strip()
        self.changed.emit()


def _usable(place: Path) -> bool:
    return place.is_dir() or place.suffix.lower() == ".zip"
