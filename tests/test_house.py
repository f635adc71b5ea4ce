"""The house keeps its shape: its layers, its top level, and nothing of any one machine in the files."""

import io
import re
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest

from engine.files import resources_folder
from tools.house import import_graph, names_imported, shape

ROOT = Path(__file__).resolve().parents[1]
TOP_LEVEL = {
    ".ci",
    ".gitignore",
    ".pre-commit-config.yaml",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "app",
    "benchmarks",
    "docs",
    "engine",
    "pyproject.toml",
    "requirements.lock",
    "resources",
    "tests",
    "tools",
    "trainer",
}
# Folders of somebody's machine, and addresses of package indexes.
OF_ONE_MACHINE = re.compile(r"(?<![\w.])/(?:root|home|work|Users)/\w+|--(?:extra-)?index-url|--find-[l]inks")


def tracked_files() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode:
        pytest.skip("this copy of Ganvas is no git checkout, so its files cannot be told from others")
    return [ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


def run_python(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_top_level_holds_what_it_should_and_nothing_else() -> None:
    assert {file.relative_to(ROOT).parts[0] for file in tracked_files()} == TOP_LEVEL


def test_no_file_names_a_machine_or_an_index() -> None:
    found = []
    for file in tracked_files():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a model
        found += [f"{file.relative_to(ROOT)}: {match.group()}" for match in OF_ONE_MACHINE.finditer(text)]
    assert found == []


# Words of our own that stood where Qt and the field have theirs.
OUR_OWN = """
    studio deed desk errand mailbox retold told chance patient heap
    crew wish Studio Deed Desk Errand Mailbox Told Tell Chance
    Patient Heap Wish Way EngineRoom FaceRoom FaceStudio StyleStudio SourceStudio Brought
    Found Taken Kept Keeper Watch Meter Share Hand Packed Standing
    Sight Seen Judged Declaration bring brought keeper way ways leg
    legs declaration looking likeness hand
    judge judges judged look looks Look heaps wishes deeds desks errands
    telling keeping leaving gradual_encoder Telling Likeness
"""
# Those that are no part of a longer name either, nor of a sentence that somebody reads.
NOWHERE = """
    studio studios deed deeds desk desks errand errands mailbox heap heaps wish wishes leg legs retold
"""


def parts_of_names(text: str) -> set[str]:
    """The words of a name or a sentence: of `_next_legs` and of `NextLegs` "next" and "legs"."""
    return {part.lower() for part in re.findall(r"[A-Z]?[a-z]+", text)}


def test_names_are_those_of_the_field() -> None:
    found, words, parts = set(), set(OUR_OWN.split()), set(NOWHERE.split())
    for file in tracked_files():
        if file.suffix == ".py" and file.name != "test_house.py":
            tokens = tokenize.generate_tokens(io.StringIO(file.read_text(encoding="utf-8")).readline)
            names = {token.string for token in tokens if token.type == tokenize.NAME}
            found |= (names & words) | {name for name in names if parts_of_names(name) & parts}
    assert found == set()


def test_sentences_are_in_the_words_of_the_field() -> None:
    table = ROOT / "resources" / "translations" / "ganvas_zh_CN.ts"
    sentences = re.findall(r"<source>(.*?)</source>", table.read_text("utf-8"), re.DOTALL)
    assert len(sentences) > 500
    assert [sentence for sentence in sentences if parts_of_names(sentence) & set(NOWHERE.split())] == []


def test_the_import_contracts_hold() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("folder", ["engine", "trainer"])
def test_qt_stays_out_of(folder: str) -> None:
    for file in (ROOT / folder).rglob("*.py"):
        assert not {
            name for name in names_imported(file) if name.split(".")[0] in {"PySide6", "superqt", "pyqtgraph"}
        }, file


@pytest.mark.parametrize("folder", ["app/document", "app/worker"])
def test_plain_state_knows_no_widgets(folder: str) -> None:
    files = list((ROOT / folder).rglob("*.py"))
    assert files
    for file in files:
        assert not {name for name in names_imported(file) if name.startswith("PySide6.QtWidgets")}, file


def test_one_place_knows_where_the_resources_lie() -> None:
    naming = [
        file.relative_to(ROOT).as_posix()
        for folder in ("app", "engine", "trainer")
        for file in (ROOT / folder).rglob("*.py")
        if '"resources"' in file.read_text(encoding="utf-8")
    ]
    assert naming == ["engine/files.py"]
    assert (resources_folder() / "models").is_dir()


# What the way to the window must not load; pydantic and the trainer's settings come with the training form.
HEAVY = ("torch", "torchvision", "accelerate", "scipy", "onnx", "pydantic", "pyqtgraph", "trainer.settings")


def test_opening_the_editor_imports_nothing_that_only_training_needs() -> None:
    loaded = run_python(
        "import sys, app.start, app.window.main_window, app.training.entry, trainer.runs.launch\n"
        f"print([n for n in {HEAVY} if n in sys.modules])"
    )
    assert loaded.strip() == "[]"


def test_files_are_neither_many_nor_for_one_importer_each() -> None:
    found = shape()
    assert found.modules <= 5.5 * found.lines / 1000
    assert found.single <= 0.25 * found.modules
    assert found.largest <= 25


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = import_graph(for_types=False)
    assert len(graph) > 200
    # Kahn's algorithm: what imports nothing that is left is taken away; circles, and what needs them, remain.
    left = {name: set(imported) for name, imported in graph.items()}
    while free := {name for name, imported in left.items() if not imported}:
        left = {name: imported - free for name, imported in left.items() if name not in free}
    assert left == {}


def test_a_bundle_runs_without_torch(tiny_bundle: Path) -> None:
    loaded = run_python(
        "import sys\n"
        "import numpy as np\n"
        "from app.cli.translate import open_translator\n"
        "translator = open_translator(sys.argv[1])\n"
        "styles = translator.sample_styles(2, 0)\n"
        "print(translator.translate(np.full((40, 50), 255, np.uint8), styles).shape, 'torch' in sys.modules)",
        str(tiny_bundle),
    )
    assert loaded.strip() == "(2, 40, 50, 3) False"
