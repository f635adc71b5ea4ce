"""Published weights come into a real window: dropped, looked at, asked about, imported, accepted and used."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from helpers.editor_window import OpenEditor
from helpers.https_server import FileServer, make_certificate
from onnx import TensorProto, helper, numpy_helper
from PySide6.QtCore import QMimeData, QTimer, QUrl
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from typer.testing import CliRunner

from app.models.import_dialog import ImportDialog
from app.models.import_pages import Address
from app.models.library_dialog import LibraryDialog, LicenceDialog
from app.settings import Settings
from app.training.wizard.dialog import TrainingDialog
from engine.architectures.registry import build
from engine.bundle.bundle import open_bundle, write_bundle
from engine.files import CHECKPOINT_SUFFIXES, IMPORTED_SUFFIXES
from trainer.commands.importing import commands

OPENSSL = shutil.which("openssl")
WAIT = 600_000


def saved(path: Path, architecture: str, config: dict, seed: int = 0) -> Path:
    torch.manual_seed(seed)
    network = build(architecture, config)
    for parameter in network.parameters():
        if parameter.dim() > 1:
            torch.nn.init.xavier_normal_(parameter, 1.5)
    torch.save(network.state_dict(), path)
    return path


@pytest.fixture(scope="module")
def sketches(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The two files of a tiny BicycleGAN, as its program writes them."""
    folder = tmp_path_factory.mktemp("edges2boots")
    saved(folder / "latest_net_G.pth", "bicyclegan_unet", {"widths": [4, 6, 8], "latent_size": 3})
    saved(folder / "latest_net_E.pth", "resnet_encoder", {"widths": [4, 6], "latent_size": 3})
    return [folder / "latest_net_G.pth", folder / "latest_net_E.pth"]


def drop(editor: OpenEditor, *files: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    editor.window.canvas.dropped.emit(mime)


def dialog_of(editor: OpenEditor) -> ImportDialog:
    dialog = editor.window.imports.dialog
    assert dialog is not None
    return dialog


def wait_for(editor: OpenEditor, dialog: ImportDialog, *pages: object) -> None:
    editor.qtbot.waitUntil(lambda: dialog.pages.currentWidget() in pages, timeout=WAIT)


def installed(editor: OpenEditor) -> list[str]:
    return sorted(path.name for path in (editor.home / "models").iterdir())


def left_over(editor: OpenEditor, folder: str) -> list[Path]:
    home = editor.home / "cache" / folder
    return [path for path in home.rglob("*") if path.is_file()] if home.exists() else []


def test_a_dropped_graph_becomes_a_model_that_samples(editor: OpenEditor, tmp_path: Path) -> None:
    shape = numpy_helper.from_array(np.array([-1, 3, 16, 16]), "shape")
    nodes = [
        helper.make_node("Tanh", ["z"], ["made"]),
        helper.make_node("Reshape", ["made", "shape"], ["picture"]),
    ]
    given = helper.make_tensor_value_info("z", TensorProto.FLOAT, ["n", 768])
    made = helper.make_tensor_value_info("picture", TensorProto.FLOAT, ["n", 3, 16, 16])
    graph = helper.make_graph(nodes, "g", [given], [made], [shape])
    opsets = [helper.make_opsetid("", 17)]
    path = tmp_path / "blobs.onnx"
    path.write_bytes(helper.make_model(graph, opset_imports=opsets, ir_version=8).SerializeToString())
    drop(editor, path)
    dialog = dialog_of(editor)
    wait_for(editor, dialog, dialog.found, dialog.failed)
    assert dialog.pages.currentWidget() is dialog.found, dialog.failed.words.text()
    assert dialog.found.answers() == {"values": "-1..1"}
    assert "ONNX" in dialog.found.sentence.text()
    assert "PyTorch" in dialog.found.notes.text()
    dialog.found.start.click()
    wait_for(editor, dialog, dialog.success, dialog.failed)
    assert dialog.pages.currentWidget() is dialog.success, dialog.failed.words.text()
    assert installed(editor) == ["blobs.gmodel", "tiny.gmodel"]
    dialog.success.accept.click()
    editor.wait(lambda: editor.editor.model.name == "blobs")
    editor.editor.faces.show_samples()
    editor.wait(lambda: len(editor.editor.faces.samples) == 24)


@pytest.mark.slow
def test_dropped_weights_become_a_model_that_draws(editor: OpenEditor, sketches: list[Path]) -> None:
    drop(editor, *sketches)
    dialog = dialog_of(editor)
    ticks: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start(1)
    wait_for(editor, dialog, dialog.found)
    assert len(ticks) > 20, "the window goes on while a process works"
    found = dialog.found
    assert "BicycleGAN" in found.sentence.text()
    assert "generator (latest_net_G.pth), encoder (latest_net_E.pth)" in found.sentence.text()
    assert found.licence.text().startswith("BSD")
    assert set(found.fields) == {"input"}
    assert found.answers() == {"input": "sketch"}
    assert found.title.text() == sketches[0].parent.name
    found.title.setText("tiny")
    assert not found.start.isEnabled(), "a name that is taken"
    found.title.setText("Edges 2 Boots")
    field = found.fields["input"]
    field.setCurrentIndex(field.findData("sketch"))
    found.start.click()
    wait_for(editor, dialog, dialog.success, dialog.failed)
    assert dialog.pages.currentWidget() is dialog.success, dialog.failed.words.text()
    assert "Edges 2 Boots" in dialog.success.title.text()
    assert dialog.success.licence.text().startswith("BSD")
    assert not dialog.success.picture.pixmap().isNull()
    assert installed(editor) == ["edges-2-boots.gmodel", "tiny.gmodel"]
    assert open_bundle(editor.home / "models" / "edges-2-boots.gmodel").manifest.image.input_kind == "sketch"
    assert left_over(editor, "imports") == []
    dialog.success.accept.click()
    editor.wait(lambda: editor.editor.model.name == "edges-2-boots" and editor.editor.live.ready)
    editor.draw_shoe()
    editor.settle()
    assert editor.document.result is not None
    assert editor.document.result.std() > 1
    assert editor.window.imports.dialog is None


@pytest.mark.slow
def test_files_that_are_no_weights_change_nothing(editor: OpenEditor, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    drop(editor, tmp_path / "notes.txt")
    assert editor.window.imports.dialog is None
    assert "There is no picture in it" in editor.window.notice.text.text()
    marker = tmp_path / "pwned"
    (tmp_path / "evil.pth").write_bytes(f"cos\nsystem\n(S'touch {marker}'\ntR.".encode())
    drop(editor, tmp_path / "evil.pth")
    dialog = dialog_of(editor)
    wait_for(editor, dialog, dialog.failed, dialog.found)
    assert "it asks for 'os.system', which is code" in dialog.failed.words.text()
    assert dialog.failed.lines.isHidden()
    assert not marker.exists()
    tensors = build("pix2pix_unet", {"widths": [4, 6, 8]}).state_dict()
    more = {f"model.extra.{number}.weight": torch.ones(2) for number in range(40)}
    torch.save({**tensors, **more}, tmp_path / "other.pth")
    dialog.take([tmp_path / "other.pth"])
    wait_for(editor, dialog, dialog.failed, dialog.found)
    assert dialog.failed.words.text() == (
        "The tensors do not fit the network: unexpected model.extra.0.weight (2,), and 39 more."
    )
    lines = dialog.failed.lines.toPlainText().splitlines()
    assert len(lines) <= 20
    assert lines[0] == "unexpected model.extra.0.weight (2,)"
    assert installed(editor) == ["tiny.gmodel"]
    dialog.failed.again.emit()
    assert dialog.pages.currentWidget() is dialog.source


@pytest.mark.slow
def test_an_import_is_cancelled_midway_and_leaves_nothing(editor: OpenEditor, sketches: list[Path]) -> None:
    drop(editor, sketches[0])
    dialog = dialog_of(editor)
    wait_for(editor, dialog, dialog.found)
    dialog.found.start.click()
    editor.qtbot.waitUntil(lambda: "network" in dialog.work.words.text(), timeout=WAIT)
    process = dialog.run._process
    assert process is not None
    assert left_over(editor, "imports") == [], "nothing is there before it is whole"
    dialog.work.stop.click()
    assert dialog.pages.currentWidget() is dialog.source
    assert process.wait(60) != 0
    editor.wait(lambda: not list((editor.home / "cache" / "imports").iterdir()))
    assert installed(editor) == ["tiny.gmodel"]
    dialog.take(sketches)
    process = dialog.run._process
    assert process is not None
    editor.editor.stack.setClean()
    editor.window.close()
    assert process.wait(60) != 0, "a window that closes ends what it has started"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    if OPENSSL is None:
        pytest.skip("openssl makes the certificate of the test server")
    certificate, key = make_certificate(tmp_path, OPENSSL)
    # The process that fetches trusts what OpenSSL is told to trust.
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    made = FileServer(certificate, key)
    yield made
    made.close()


@pytest.mark.slow
def test_a_file_is_fetched_stopped_and_gone_on_with(
    editor: OpenEditor, server: FileServer, sketches: list[Path]
) -> None:
    server.content = sketches[0].read_bytes()
    half = len(server.content) // 2
    server.breaks = [half]
    server.hold.clear()
    editor.trigger("import_model")
    dialog = dialog_of(editor)
    page = dialog.source
    page.url.setText("http://localhost/a.pth")
    page.start.click()
    assert "https://" in page.message.text()
    page.url.setText(server.url("edges2boots.pth"))
    page.sha256.setText("12")
    page.start.click()
    assert "64 digits" in page.message.text()
    page.sha256.setText(server.sha256)
    page.start.click()
    editor.qtbot.waitUntil(lambda: "Fetching edges2boots.pth" in dialog.work.words.text(), timeout=WAIT)
    editor.qtbot.waitUntil(
        lambda: (
            [file.stat().st_size for file in left_over(editor, "downloads") if file.suffix == ".part"]
            == [half]
        ),
        timeout=WAIT,
    )
    process = dialog.run._process
    assert process is not None
    dialog.work.stop.click()
    assert process.wait(60) != 0
    server.hold.set()
    dialog.fetch(Address(server.url("edges2boots.pth"), server.sha256, len(server.content)))
    wait_for(editor, dialog, dialog.found, dialog.failed)
    assert dialog.pages.currentWidget() is dialog.found, dialog.failed.words.text()
    assert server.asked == ["", f"bytes={half}-"]
    assert dialog.found.title.text() == "edges2boots"
    dialog.found.start.click()
    wait_for(editor, dialog, dialog.success, dialog.failed)
    assert dialog.pages.currentWidget() is dialog.success, dialog.failed.words.text()
    manifest = open_bundle(editor.home / "models" / "edges2boots.gmodel").manifest
    assert manifest.provenance["source_1_address"] == server.url("edges2boots.pth")
    assert left_over(editor, "downloads") == []
    dialog.success.later.emit()


def test_an_imported_model_shows_its_licence_before_its_first_use(editor: OpenEditor, tmp_path: Path) -> None:
    tiny = open_bundle(editor.home / "models" / "tiny.gmodel")
    provenance = {**tiny.manifest.provenance, "imported_with": "torch"}
    licence = "Somebody's licence: non-commercial"
    changed = {"name": "foreign", "title": "Foreign", "provenance": provenance, "licence": licence}
    files = {name: tiny.read(name) for name in tiny.manifest.files}
    foreign = tmp_path / "foreign.gmodel"
    write_bundle(foreign, tiny.manifest.model_copy(update=changed), files)
    drop(editor, foreign)
    editor.wait(lambda: isinstance(QApplication.activeModalWidget(), LicenceDialog))
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, LicenceDialog)
    assert asked.licence.text() == licence
    asked.reject()
    assert editor.editor.model is not None
    assert editor.editor.model.name == "tiny"
    library = LibraryDialog(editor.editor, editor.window.theme, editor.window)
    editor.qtbot.addWidget(library)
    editor.wait(lambda: library.list.count() > 1)
    titles = [library.list.item(row).text().partition("\n")[0] for row in range(library.list.count())]
    library.list.setCurrentRow(titles.index("Foreign"))
    library.use.click()
    editor.wait(lambda: isinstance(QApplication.activeModalWidget(), LicenceDialog))
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, LicenceDialog)
    assert editor.editor.loading == ""
    asked.use.click()
    editor.wait(lambda: editor.editor.model.name == "foreign" and editor.editor.live.ready)
    editor.editor.choose_model("tiny")
    editor.wait(lambda: editor.editor.model.name == "tiny" and editor.editor.live.ready)
    library.list.setCurrentRow(titles.index("Foreign"))
    library.use.click()
    assert QApplication.activeModalWidget() is None, "asked once"
    editor.wait(lambda: editor.editor.model.name == "foreign" and editor.editor.live.ready)


def test_a_page_shows_where_weights_are_published(editor: OpenEditor) -> None:
    imports = editor.window.imports
    editor.trigger("published")
    page = imports.page
    assert page is not None
    assert page.isVisible()
    assert page.list.topLevelItemCount() == len(page.rows)
    names = [row.name for row in page.rows]
    page.list.setCurrentItem(page.list.topLevelItem(names.index("DRIT")))
    assert "https://github.com/HsinYingLee/DRIT" in page.details.text()
    assert page.list.topLevelItem(names.index("DRIT")).text(2) == "not known"
    page.start_import.click()
    assert imports.dialog is not None
    page.reject()
    imports.dialog.reject()
    assert imports.page is None
    editor.window.settings.set("language", "zh_CN")
    editor.trigger("published")
    assert imports.page is not None
    assert "双方向" in imports.page.list.topLevelItem(names.index("MUNIT")).text(1)
    imports.page.reject()
    editor.window.settings.set("language", "en")


def test_wherever_weights_are_chosen_files_of_all_their_endings_are_offered(
    editor: OpenEditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A training starts from what an import takes: safetensors files too."""
    offered: list[str] = []
    for name, nothing in (("getOpenFileName", ""), ("getOpenFileNames", [])):
        chosen = lambda *given, nothing=nothing: offered.append(given[3]) or (nothing, "")  # noqa: E731
        monkeypatch.setattr(QFileDialog, name, chosen)
    editor.window.imports.open().source.choose.emit()
    training = TrainingDialog(editor.window.theme, Settings.default())
    editor.qtbot.addWidget(training)
    training.settings.other.click()
    assert len(offered) == 2
    assert ".safetensors" in CHECKPOINT_SUFFIXES
    # A graph becomes a model, and no training starts from one.
    for patterns, suffixes in zip(offered, (IMPORTED_SUFFIXES, CHECKPOINT_SUFFIXES), strict=True):
        listed = patterns.partition("(")[2].partition(")")[0].split()
        assert {f"*{suffix}" for suffix in suffixes} == set(listed) - {"*.gmodel"}


def test_every_place_that_names_endings_names_all(editor: OpenEditor) -> None:
    editor.window.imports.open()
    words = [word.text() for word in dialog_of(editor).source.findChildren(QLabel)]
    (sentence,) = (text for text in words if "files of one model" in text)
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (row,) = (line for line in readme.splitlines() if line.startswith("| `ganvas import FILE"))
    usage = CliRunner().invoke(commands, ["import", "--help"], env={"COLUMNS": "400"}).output
    for text in (sentence, row, usage):
        assert [suffix for suffix in IMPORTED_SUFFIXES if suffix not in text] == []
