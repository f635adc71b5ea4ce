"""Takes the README's pictures of the real window: `python tools/screenshots.py [FOLDER [NAME]]`."""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.window.main_window import MainWindow

Prepare = Callable[["QApplication", "MainWindow"], None]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

HERE = Path(__file__).resolve().parents[1] / "resources"
PATIENCE = 60.0


def main() -> int:
    """Draw a shoe, change a face, go back to lines: each in a window of its own, whose picture is saved."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as settings:
        os.environ["XDG_CONFIG_HOME"] = settings
        from PySide6.QtWidgets import QApplication

        application = QApplication(sys.argv[:1])
        pictures: dict[str, Prepare] = {
            "screenshot.png": draw_shoe,
            "screenshot-faces.png": change_face,
        }
        for name in sys.argv[2:] or pictures:
            print(take(application, pictures[name], folder / name))
    return 0


def take(application: "QApplication", prepare: Prepare, target: Path) -> Path:
    """Open the editor, let `prepare` work in it, and write what its window shows."""
    from app.start import build_window

    window = build_window(application)
    window.resize(1440, 900)
    window.show()
    prepare(application, window)
    window.canvas.fit()
    for _ in range(20):
        application.processEvents()
        time.sleep(0.02)
    window.grab().save(str(target))
    window.editor.stop()
    window.hide()
    return target


def draw_shoe(application: "QApplication", window: "MainWindow") -> None:
    """A sample sketch with its picture and variants."""
    editor = window.editor
    editor.start("shoes-material")
    wait(application, lambda: editor.live.ready)
    editor.sources.import_source("drawing", path=HERE / "samples" / "running-shoe.png")
    window.docks["styles"].raise_()
    wait(application, lambda: not editor.document.blank and editor.live.settled)


def change_face(application: "QApplication", window: "MainWindow") -> None:
    """A photo whose face smiles by the slider, beside the model's samples."""
    editor, document = window.editor, window.editor.document
    editor.start("faces")
    wait(application, lambda: editor.model is not None)
    window.files.open(HERE / "samples" / "photos" / "portrait.png")
    wait(
        application,
        lambda: document.face is not None and document.face.code is not None and editor.faces.live.settled,
    )
    editor.faces.set_value("smile", 2.0)
    editor.faces.set_locked("age", True)
    wait(application, lambda: editor.client.pending == 0 and editor.faces.live.settled)


def wait(application: "QApplication", done: Callable[[], bool]) -> None:
    """Let the window live until `done`; SystemExit after a minute."""
    until = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > until:
            raise SystemExit("The window did not settle within a minute; no screenshot was taken.")
        application.processEvents()
        time.sleep(0.01)


if __name__ == "__main__":
    sys.exit(main())
