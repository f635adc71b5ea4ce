"""Brings ganvas_zh_CN.ts up to date with the source and compiles it, when run as a script.

Every string that the editor shows passes through `tr` or `tr_noop` of app/i18n.py; this collects them, and
what recipes declare of themselves for the training dialog, keeps the translations that exist, and marks those
that are missing. What a recipe declares without a translation is shown in English.

The sentences of errors and of health messages are written where they arise, values and all, in engine and
trainer, which know no languages. Their patterns ("{1} is empty; nothing was opened.") are collected as well,
and listed in sentences.json, by which app/i18n.py knows a sentence again.
"""

from __future__ import annotations

import ast
import builtins
import json
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "translations"
APP, TRAINER, ENGINE = ROOT / "app", ROOT / "trainer", ROOT / "engine"
# Modules whose strings are what the doctor of pictures says.
DOCTOR = ("doctor/examine.py", "doctor/checks.py")
SENTENCES = FOLDER / "sentences.json"
TABLE = FOLDER / "ganvas_zh_CN.ts"
CONTEXT = "Ganvas"


def source_strings(folder: Path = APP) -> list[str]:
    """Every string given to `tr` or `tr_noop` in the editor's source, sorted."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("tr", "tr_noop")
            ):
                words = node.args[0]
                if isinstance(words, ast.Constant) and isinstance(words.value, str):
                    found.add(words.value)
    return sorted(found)


def declared_strings(folder: Path = TRAINER) -> list[str]:
    """What recipes and sections of a configuration say of themselves: titles, goals, labels, explanations."""
    places = {"setting": (1, 2), "DataKind": (0, 1), "RecipeInfo": ()}
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in places
            ):
                continue
            info = [node.args[place] for place in places[node.func.id] if place < len(node.args)]
            info += [word.value for word in node.keywords if word.arg in ("title", "goal", "data")]
            for words in info:
                if isinstance(words, ast.Constant) and isinstance(words.value, str):
                    found.add(words.value)
    return sorted(found)


def reported_sentences(folders: tuple[Path, ...] = (ENGINE, TRAINER, APP)) -> list[str]:
    """Patterns of what errors, failures and health messages say, with {1}, {2}, ... for their values."""
    found: set[str] = set()
    for folder in folders:
        for path in folder.rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            by_the_doctor = path.as_posix().endswith(DOCTOR)
            for node in ast.walk(tree):
                for words in _phrases(node) if by_the_doctor else _info(node):
                    pattern = _pattern(words)
                    # What is nearly all values says too little to be known again.
                    if pattern is not None and sum(map(str.isalpha, pattern)) >= 6:
                        found.add(pattern)
    return sorted(found)


def _info(node: ast.AST) -> list[ast.expr]:
    """The expressions of a node that hold sentences, or phrases that become part of one."""
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant):
        return [node.value] if str(node.value.value).count(" ") >= 2 else []
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return [node.value] if node.targets[0].id.strip("_") in ("ADVICE", "DEATH") else []
    if not isinstance(node, ast.Call) or not isinstance(node.func, (ast.Name, ast.Attribute)):
        return []
    name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
    if name == "Finding":
        return node.args[1:3]
    raised = name.endswith("Error") and not hasattr(builtins, name)
    if node.args and (raised or name in ("Failed", "_error")):
        first = node.args[0]
        return [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
    return []


def _phrases(node: ast.AST) -> list[ast.expr]:
    """The strings of several words in a node, but for docstrings and what is only compared with."""
    if isinstance(node, (ast.Expr, ast.Compare, ast.FormattedValue, ast.JoinedStr)):
        return []
    within = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
    return [child for child in within if " " in (_pattern(child) or "")]


def _pattern(words: ast.expr) -> str | None:
    if isinstance(words, ast.Constant) and isinstance(words.value, str):
        return words.value
    if not isinstance(words, ast.JoinedStr):
        return None
    pattern, values = "", 0
    for part in words.values:
        if isinstance(part, ast.Constant):
            pattern += str(part.value)
        else:
            values += 1
            pattern += f"{{{values}}}"
    return pattern


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
    sentences = reported_sentences()
    SENTENCES.write_text(json.dumps(sentences, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    missing = write_table(sorted({*source_strings(), *declared_strings(), *sentences}), translations())
    compile_table()
    for words in missing:
        print(f"not translated: {words}")
    sys.exit(1 if missing else 0)
