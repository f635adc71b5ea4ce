"""Licences of models that others have published: shown before the first use, and remembered once accepted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.i18n import tr
from app.jobs.requests import ModelInfo
from app.library.import_pages import button, row, wrapped
from app.settings import Settings


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
