"""The declarative tables: every action works, every word is translated, every colour can be read."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QTranslator
from PySide6.QtGui import QKeySequence

from app.actions import ACTIONS, MENUS
from app.i18n import FOLDER
from app.settings import OPTIONS, Settings
from app.theme import COLOURS, ICONS, TEXT_PAIRS
from app.window.actions import TOOLS
from tools.update_translations import declared_strings, reported_sentences, source_strings, translations

APP = Path(__file__).resolve().parents[3] / "app"


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("shade", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_has_the_contrast_that_wcag_asks_for(text: str, ground: str, shade: int) -> None:
    bright, dim = sorted((luminance(COLOURS[role][shade]) for role in (text, ground)), reverse=True)
    assert (bright + 0.05) / (dim + 0.05) >= 4.5


def test_every_source_string_has_a_chinese_translation() -> None:
    known = translations()
    strings = (*source_strings(), *declared_strings(), *reported_sentences())
    assert [text for text in strings if text not in known] == []


def test_both_functions_that_translate_have_their_strings_collected() -> None:
    collected = set(source_strings())
    for function in ("tr", "tr_noop"):
        called = re.compile(rf'(?<![\w.]){function}\("([^"{{}}]+)"\)')
        strings = {text for path in APP.rglob("*.py") for text in called.findall(path.read_text("utf-8"))}
        assert len(strings) > 100
        assert strings <= collected


def test_translations_keep_their_fields() -> None:
    for source, translated in translations().items():
        assert sorted(re.findall(r"{\w+}", source)) == sorted(re.findall(r"{\w+}", translated)), source


def test_chinese_sentences_have_chinese_punctuation() -> None:
    # Letters of the keyboard stand in half-width brackets, and so do names of files and of quantities.
    wrong = re.compile(r"[\u4e00-\u9fff”][,;:!?]|[,;:!?] ?[\u4e00-\u9fff]|\([^()&]*[\u4e00-\u9fff][^()]*\)")
    assert [text for text in translations().values() if wrong.search(text)] == []


def test_every_sentence_is_given_the_fields_that_it_names() -> None:
    wrong = []
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr"):
                continue
            text, given = node.args[0], {word.arg for word in node.keywords}
            if isinstance(text, ast.Constant) and set(re.findall(r"{(\w+)", text.value)) != given:
                wrong.append(f"{path.name}: {text.value}")
    assert wrong == []


def test_the_compiled_translation_is_the_one_of_the_table() -> None:
    translator = QTranslator()
    assert translator.load("ganvas_zh_CN", str(FOLDER))
    for source, translated in translations().items():
        assert translator.translate("Ganvas", source) == translated


def test_no_word_is_shown_without_passing_through_the_translation() -> None:
    shown = re.compile(r"^(setText|setToolTip|setWindowTitle|setAccessibleName|setTitle|report|showMessage)$")
    bare = []
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and shown.match(node.func.attr)
            ):
                first = node.args[0] if node.args else None
                words = str(first.value) if isinstance(first, ast.Constant) else ""
                if re.search("[A-Za-z]{2}", words) and words != "Ganvas":
                    bare.append(f"{path.name}:{node.lineno} {words}")
    assert bare == []


def test_every_action_has_words_a_menu_and_a_shortcut_of_its_own() -> None:
    shortcuts = [spec.shortcut for spec in ACTIONS.values() if spec.shortcut]
    keys = [one.toString() for keys in shortcuts for one in QKeySequence.listFromString(keys)]
    assert len(keys) == len(set(keys))
    assert "" not in keys
    for spec in ACTIONS.values():
        assert spec.text
        assert spec.tip
        assert spec.menu in MENUS
        assert not spec.icon or (ICONS / f"{spec.icon}.svg").exists()
    assert {name for names in TOOLS for name in names} <= set(ACTIONS)


def test_settings_survive_nonsense(tmp_path: Path) -> None:
    store = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    for name in OPTIONS:
        store.setValue(name, "nonsense")
    settings = Settings(store)
    for name, option in OPTIONS.items():
        value = settings.get(name)
        assert type(value) is type(option.default)
        if option.choices:
            assert value in option.choices
    settings.set("brush_size", 1e9)
    assert settings.get("brush_size") == OPTIONS["brush_size"].high


def test_the_editor_and_its_worker_import_no_heavy_library() -> None:
    code = (
        "import sys, app.start, app.window.main_window, app.editor.editor, app.worker.worker\n"
        "import app.models.library_dialog\n"
        "heavy = {'torch', 'scipy', 'onnx', 'onnxruntime', 'pydantic', 'PIL.Image'} & set(sys.modules)\n"
        "print(sorted(heavy))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=APP.parent
    )
    assert done.stdout.strip() == "[]"


def test_document_and_jobs_import_no_widget() -> None:
    for room in ("document", "worker"):
        for path in (APP / room).glob("*.py"):
            assert "QtWidgets" not in path.read_text(encoding="utf-8"), path
