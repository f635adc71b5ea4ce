"""Languages: English in the source, Chinese in resources/translations, switched while the window is open."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from engine.files import resources_folder

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
# They know no languages: an error's sentence is made where the error is, values and all. Its pattern is one
# of
# those in resources/translations/sentences.json, collected from the source as the window's strings are.
# The values are read off the sentence by the pattern and set into its translation. A value may be a
# sentence or
# phrase itself, such as the reason for which a file was refused. What no pattern knows stays as it is.


PATTERNS = FOLDER / "sentences.json"
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
_VALUE = re.compile(r"\{(\d+)\}")


class _Pattern(NamedTuple):
    text: str
    literals: tuple[str, ...]  # between the values; the first and last may be empty


def translate_error(sentence: str) -> str:
    """A sentence of the engine or the trainer in the language of the window; lines one by one."""
    reason = sentence.capitalize()
    if reason in REASONS:
        return sentence if tr(reason) == reason else tr(reason)
    found = _known(sentence)
    if found is None:
        lines = sentence.split("\n")
        return sentence if len(lines) == 1 else "\n".join(map(translate_error, lines))
    pattern, values = found
    translated = tr(pattern)
    if translated == pattern:
        return sentence
    return _VALUE.sub(lambda place: translate_error(values[int(place.group(1)) - 1]), translated)


def values_of(literals: tuple[str, ...], sentence: str) -> list[str] | None:
    """What stands between the literals of a pattern in a sentence; None where it is of another pattern."""
    first, last = literals[0], literals[-1]
    if len(literals) == 1:
        return [] if sentence == first else None
    at, end = len(first), len(sentence) - len(last)
    if at > end or not (sentence.startswith(first) and sentence.endswith(last)):
        return None
    values = []
    for literal in literals[1:-1]:
        found = sentence.find(literal, at, end)
        if found < 0:
            return None
        values.append(sentence[at:found])
        at = found + len(literal)
    return [*values, sentence[at:end]]


def _known(sentence: str) -> tuple[str, list[str]] | None:
    for pattern in _patterns():
        values = values_of(pattern.literals, sentence)
        if values is not None:
            return pattern.text, values
    return None


@cache
def _patterns() -> tuple[_Pattern, ...]:
    """All patterns, those that say the most of themselves first."""
    try:
        texts = json.loads(PATTERNS.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    patterns = [_Pattern(text, tuple(_VALUE.split(text)[::2])) for text in texts]
    return tuple(sorted(patterns, key=lambda pattern: -sum(map(len, pattern.literals))))
