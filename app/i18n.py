"""Languages: English in the source, Chinese in resources/translations, switched while the window is open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

CONTEXT = "Ganvas"
FOLDER = Path(__file__).resolve().parent.parent / "resources" / "translations"


def tr(text: str, **fields: object) -> str:
    """`text` in the language of the window, with `{named}` fields filled in."""
    translated = QCoreApplication.translate(CONTEXT, text)
    return translated.format(**fields) if fields else translated


def mark(text: str) -> str:
    """Say that `text`, in a table, will be shown through `tr` later."""
    return text


LANGUAGES: dict[str, str] = {"system": mark("System Language"), "en": "English", "zh_CN": "简体中文"}


class Translations:
    """Installs the translators of one language at a time; Qt then tells every widget."""

    def __init__(self) -> None:
        """Nothing installed: English."""
        self._installed: list[QTranslator] = []
        self.language = "en"

    def use(self, choice: str) -> None:
        """Switch to one of `LANGUAGES`; what Qt says itself (buttons of dialogs) follows."""
        language = _system_language() if choice == "system" else choice
        application = QCoreApplication.instance()
        if application is None or language == self.language:
            return
        for translator in self._installed:
            application.removeTranslator(translator)
        self._installed = []
        self.language = language
        QLocale.setDefault(QLocale(language))
        if language == "en":
            return
        qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for name, folder in ((f"qtbase_{language}", qt_folder), (f"ganvas_{language}", str(FOLDER))):
            translator = QTranslator(application)
            if translator.load(name, folder):
                application.installTranslator(translator)
                self._installed.append(translator)


def _system_language() -> str:
    return "zh_CN" if QLocale.system().language() == QLocale.Language.Chinese else "en"
