"""Brings ganvas_zh_CN.ts up to date with the source and compiles it, when run as a script.

Every string that the editor shows passes through `tr` or `tr_noop` of app/i18n.py; this collects them, and
what recipes declare of themselves for the training dialog, keeps the translations that exist, and marks those
that are missing. What a recipe declares without a translation is shown in English.

The sentences of errors and of health messages are written where they arise, in engine and trainer, which
know no languages. Their templates ("{name} is empty; nothing was opened.") are collected as well; app/i18n.py
looks them up and fills them in.
"""

from __future__ import annotations

import ast
import builtins
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "translations"
APP, TRAINER, ENGINE = ROOT / "app", ROOT / "trainer", ROOT / "engine"
# Modules whose strings are what the doctor of pictures says.
DOCTOR = ("doctor/examine.py", "doctor/checks.py")
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
    """Templates of what errors, failures and health messages say, with {named} fields."""
    found = {site.template for site in sites_in(folders) if site.template is not None}
    for folder in folders:
        for path in folder.rglob("*.py"):
            if path.as_posix().endswith(DOCTOR):
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                    found |= {words.value for words in _phrases(node)}
    # What is all fields, such as "{place}: {problem}.", is the same in every language.
    return sorted(text for text in found if any(map(str.isalpha, without_fields(text))))


@dataclass(frozen=True)
class Site:
    """Where the source makes a sentence.

    Attributes:
        place: file and line.
        template: what it is made of; None for an f-string, which cannot be translated.
        fields: that are given; None where the call does not name them (`**fields`).
    """

    place: str
    template: str | None
    fields: frozenset[str] | None


def sites_in(folders: tuple[Path, ...] = (ENGINE, TRAINER, APP)) -> list[Site]:
    """Every place of the source that makes an error or a sentence of a literal."""
    sites = []
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                for words in _words(node) if isinstance(node, ast.Call) else ():
                    given = [word.arg for word in node.keywords]
                    fields = None if None in given else frozenset(filter(None, given))
                    place = f"{path.relative_to(ROOT)}:{node.lineno}"
                    sites.append(Site(place, getattr(words, "value", None), fields))
    return sites


def without_fields(template: str) -> str:
    """What a template says of itself."""
    return re.sub(r"\{[^{}]*\}", "", template)


def _words(call: ast.Call) -> list[ast.Constant | ast.JoinedStr]:
    """The texts that a call is given: by an error or a sentence first, by a finding second and third."""
    if not isinstance(call.func, (ast.Name, ast.Attribute)):
        return []
    name = call.func.id if isinstance(call.func, ast.Name) else call.func.attr
    raised = name.endswith("Error") and not hasattr(builtins, name)
    if name == "Finding":
        given = call.args[1:3]
    elif raised or name in ("Sentence", "Failed", "_error", "_Broken"):
        given = call.args[:1]
    else:
        given = []
    arms = [[part.body, part.orelse] if isinstance(part, ast.IfExp) else [part] for part in given]
    return [part for part in chain(*arms) if isinstance(part, (ast.Constant, ast.JoinedStr))]


def _phrases(node: ast.AST) -> list[Any]:
    """The strings of several words in a node, but for docstrings and what is only compared with."""
    if isinstance(node, (ast.Expr, ast.Compare, ast.FormattedValue, ast.JoinedStr)):
        return []
    within = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.Constant)]
    return [child for child in within if isinstance(child.value, str) and " " in child.value]


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
    missing = write_table(sorted({*source_strings(), *declared_strings(), *sentences}), translations())
    compile_table()
    for words in missing:
        print(f"not translated: {words}")
    sys.exit(1 if missing else 0)
