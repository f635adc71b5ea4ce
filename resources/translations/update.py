"""Brings ganvas_zh_CN.ts up to date with the source and compiles it, when run as a script.

Every string that the editor shows passes through `tr` or `mark` of app/i18n.py; this collects them, and what
recipes declare of themselves for the training dialog, keeps the translations that exist, and marks those that
are missing. What a recipe declares without a translation is shown in English.
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
APP = FOLDER.parent.parent / "app"
TRAINER = FOLDER.parent.parent / "trainer"
TABLE = FOLDER / "ganvas_zh_CN.ts"
CONTEXT = "Ganvas"


def source_strings(folder: Path = APP) -> list[str]:
    """Every string given to `tr` or `mark` in the editor's source, sorted."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("tr", "mark")
            ):
                words = node.args[0]
                if isinstance(words, ast.Constant) and isinstance(words.value, str):
                    found.add(words.value)
    return sorted(found)


def declared_strings(folder: Path = TRAINER) -> list[str]:
    """What recipes and sections of a configuration say of themselves: titles, goals, labels, explanations."""
    places = {"setting": (1, 2), "DataKind": (0, 1), "Declaration": ()}
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in places
            ):
                continue
            told = [node.args[place] for place in places[node.func.id] if place < len(node.args)]
            told += [word.value for word in node.keywords if word.arg in ("title", "goal", "data")]
            for words in told:
                if isinstance(words, ast.Constant) and isinstance(words.value, str):
                    found.add(words.value)
    return sorted(found)


def translations(table: Path = TABLE) -> dict[str, str]:
    """The finished translations of a .ts file."""
    if not table.exists():
        return {}
    result = {}
    for message in ElementTree.parse(table).getroot().iter("message"):
        translation = message.find("translation")
        if translation is not None and translation.get("type") is None and translation.text:
            result[message.findtext("source", "")] = translation.text
    return result


def write_table(strings: list[str], known: dict[str, str], table: Path = TABLE) -> list[str]:
    """Write the .ts file; returns the strings that have no translation yet."""
    root = ElementTree.Element("TS", version="2.1", language="zh_CN", sourcelanguage="en")
    context = ElementTree.SubElement(root, "context")
    ElementTree.SubElement(context, "name").text = CONTEXT
    for text in strings:
        message = ElementTree.SubElement(context, "message")
        ElementTree.SubElement(message, "source").text = text
        translation = ElementTree.SubElement(message, "translation")
        if text in known:
            translation.text = known[text]
        else:
            translation.set("type", "unfinished")
    ElementTree.indent(root, " ")
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    table.write_text(head + ElementTree.tostring(root, encoding="unicode") + "\n", encoding="utf-8")
    return [text for text in strings if text not in known]


def compile_table(table: Path = TABLE) -> None:
    """Compile the .ts file to the .qm file that Qt loads."""
    tool = shutil.which("pyside6-lrelease", path=str(Path(sys.executable).parent))
    if tool is None:
        raise SystemExit("pyside6-lrelease is missing; it comes with pyside6-essentials.")
    subprocess.run([tool, "-silent", str(table), "-qm", str(table.with_suffix(".qm"))], check=True)


if __name__ == "__main__":
    missing = write_table(sorted({*source_strings(), *declared_strings()}), translations())
    compile_table()
    for words in missing:
        print(f"not translated: {words}")
    sys.exit(1 if missing else 0)
