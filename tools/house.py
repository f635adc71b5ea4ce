"""Measures the shape of the code: `python tools/house.py` prints files per 1,000 lines, importers, and walks.

`python tools/house.py stroke MODEL.gmodel` prints the walk of a stroke alone.

A walk is what runs between a cause and its effect, counted by a profiler in all threads: the files of ours
whose functions are entered while a stroke becomes a picture, and a published checkpoint a bundle.
"""

from __future__ import annotations

import ast
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("app", "engine", "trainer")
PATIENCE, REST = 120.0, 0.5


def module_files() -> dict[str, Path]:
    """Every module with code in it, by dotted name."""
    found = {}
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            if file.stat().st_size:
                found[".".join(file.relative_to(ROOT).with_suffix("").parts)] = file
    return found


def names_imported(file: Path, *, for_types: bool = True) -> set[str]:
    """What a file imports, inside functions too: modules, and names as if they were modules.

    Args:
        file: of Python.
        for_types: also what is imported under `if TYPE_CHECKING` alone.
    """
    names: set[str] = set()
    waiting: list[ast.AST] = [ast.parse(file.read_text("utf-8"))]
    while waiting:
        node = waiting.pop()
        if not for_types and isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            waiting += node.orelse
            continue
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        waiting += ast.iter_child_nodes(node)
    return names


def import_graph(*, for_types: bool = True) -> dict[str, set[str]]:
    """Every module of ours with those of ours that it imports."""
    files = module_files()
    return {
        name: (names_imported(file, for_types=for_types) & files.keys()) - {name}
        for name, file in files.items()
    }


def importers(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """Who imports each module."""
    found: dict[str, set[str]] = {name: set() for name in graph}
    for name, imported in graph.items():
        for other in imported:
            found[other].add(name)
    return found


@contextmanager
def entered() -> Iterator[set[str]]:
    """Files of ours whose functions are entered meanwhile, in this thread or in one that starts within."""
    found: set[str] = set()

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_name != "<module>":
            path = frame.f_code.co_filename
            if path.startswith(str(ROOT)) and Path(path).relative_to(ROOT).parts[0] in PACKAGES:
                found.add(Path(path).relative_to(ROOT).as_posix())

    threading.setprofile_all_threads(note) if sys.version_info >= (3, 12) else threading.setprofile(note)
    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def walk_of_a_stroke(bundle: Path) -> list[str]:
    """Files on the way from a stroke of the mouse to its picture, with a model that draws sketches.

    Those that run at each of three strokes: what a timer of something else adds now and then is not on it.
    """
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from app.start import build_window, open_first

    application = QApplication.instance() or QApplication([])
    left = Qt.MouseButton.LeftButton

    def until(done: Any) -> None:
        deadline = time.monotonic() + PATIENCE
        while not done() and time.monotonic() < deadline:
            application.processEvents()
            time.sleep(0.005)

    def draw(places: list[QPoint]) -> None:
        QTest.mousePress(canvas, left, pos=places[0])
        for place in places[1:]:
            QTest.mouseMove(canvas, place)
        QTest.mouseRelease(canvas, left, pos=places[-1])

    with entered() as everything:
        window = build_window(application)
        window.resize(1000, 700)
        window.show()
        open_first(window, None, str(bundle))
        editor, canvas = window.editor, window.canvas
        until(lambda: editor.live.ready)
        # The first stroke loads what is loaded once; each of the others is a walk, once the last has rested.
        strokes = [
            ((100, 100), (150, 200), (200, 150)),
            ((300, 300), (350, 200), (200, 350)),
            ((120, 320), (170, 380), (90, 400)),
            ((400, 120), (420, 180), (380, 240)),
        ]
        walks = []
        for stroke in strokes:
            draw([canvas.to_widget(*place).toPoint() for place in stroke])
            until(lambda: editor.document.result_is_current)
            application.processEvents()
            walks.append(set(everything))
            until(lambda: editor.live.settled and not editor.client.pending)
            rested = time.monotonic() + REST
            until(lambda end=rested: time.monotonic() > end)
            everything.clear()
        found = sorted(set.intersection(*walks[1:]))
    editor.stack.setClean()
    window.close()
    return found


def walk_of_an_import(checkpoint: Path, folder: Path) -> list[str]:
    """Files on the way from a published checkpoint to a bundle."""
    from app.__main__ import main

    with entered() as found:
        main(["import", str(checkpoint), "-o", str(folder / "imported.gmodel")])
    return sorted(found)


@dataclass(frozen=True)
class Shape:
    """How the code is divided into files.

    Attributes:
        modules: with code in them.
        lines: of all of them.
        single: modules that one other imports.
        largest: how many the fullest folder holds.
    """

    modules: int
    lines: int
    single: int
    largest: int


def shape() -> Shape:
    """The shape of the code as it is."""
    files, by_importers = module_files(), importers(import_graph())
    lines = sum(file.read_text("utf-8").count("\n") for file in files.values())
    single = sum(len(by_importers[name]) == 1 for name in files)
    return Shape(len(files), lines, single, max(Counter(file.parent for file in files.values()).values()))


def measured() -> None:
    """Print the table."""
    found = shape()
    print(f"modules {found.modules}, lines {found.lines}, {1000 * found.modules / found.lines:.2f} per 1,000")
    print(f"with one importer {found.single} ({100 * found.single / found.modules:.1f} %)")
    print(f"files in the fullest folder {found.largest}")
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    import torch
    from helpers.tiny_model import make_tiny_bundle

    from engine.architectures.registry import build

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        os.environ["GANVAS_HOME"] = place
        stroke = walk_of_a_stroke(make_tiny_bundle(folder / "tiny.gmodel"))
        print(f"a stroke: {len(stroke)} files", *stroke, sep="\n    ")
        published = folder / "latest_net_G.pth"
        torch.save(build("bicyclegan_unet", {"widths": [4, 6, 8], "latent_size": 3}).state_dict(), published)
        imported = walk_of_an_import(published, folder)
        print(f"an import: {len(imported)} files", *imported, sep="\n    ")


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if sys.argv[1:2] == ["stroke"]:
        sys.path.insert(0, str(ROOT))
        print("\n".join(walk_of_a_stroke(Path(sys.argv[2]))))
    else:
        measured()
