"""Languages: English in the source, Chinese in resources/translations, switched while the window is open."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from engine.files import resources_folder
from engine.sentences import Field, Sentence, fill

CONTEXT = "Ganvas"
FOLDER = resources_folder() / "translations"


def tr(text: str, **fields: object) -> str:
    """`text` in the language of the window, with `{named}` fields filled in."""
    translated = QCoreApplication.translate(CONTEXT, text)
    return translated.format(**fields) if fields else translated


def tr_noop(text: str) -> str:
    """Say that `text`, in a table, will be shown through `tr` later."""
    return text


LANGUAGES: dict[str, str] = {"system": tr_noop("System Language"), "en": "English", "zh_CN": "简体中文"}


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


# Sentences that engine and trainer wrote, told in the language of the window.
#
# They know no languages: an error is raised with a template in English and its fields
# (`engine.sentences`). The template is looked up as the window's own strings are, and its translation is
# filled with the same fields. A field may be a sentence or phrase itself, such as the reason for which a
# file was refused. What the table does not know stays as it is.


# What systems say of files, in the C library's words.
REASONS = (
    tr_noop("Device or resource busy"),
    tr_noop("Disk quota exceeded"),
    tr_noop("File exists"),
    tr_noop("File name too long"),
    tr_noop("File too large"),
    tr_noop("Input/output error"),
    tr_noop("Is a directory"),
    tr_noop("No space left on device"),
    tr_noop("No such file or directory"),
    tr_noop("Not a directory"),
    tr_noop("Permission denied"),
    tr_noop("Read-only file system"),
    tr_noop("The disk refused"),
)


def translate_error(sentence: str) -> str:
    """A sentence of the engine or the trainer in the language of the window.

    Of text without a template, such as a line that an earlier version wrote, what is whole in the table is
    translated, line by line.
    """
    if isinstance(sentence, Sentence) and sentence.fields:
        fields = {name: _field(value) for name, value in sentence.fields.items()}
        return fill(tr(sentence.template), fields)
    return "\n".join(_reason(line) or tr(line) for line in sentence.split("\n"))


def _field(value: Field) -> Field:
    if isinstance(value, Sentence):
        return translate_error(value)
    return _reason(value) or value if isinstance(value, str) else value


def _reason(text: str) -> str | None:
    """What a system says of a file, in the language of the window; None where it is something else."""
    reason = text.capitalize()
    return tr(reason) if reason in REASONS and tr(reason) != reason else None
