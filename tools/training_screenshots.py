"""Takes the pictures of the README's tutorial on training from the real windows, offscreen.

`python tools/training_screenshots.py PHOTOS RUN`: a folder or zip of photos for the dialog, and the
folder of a run for the monitor. Both are only read.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

TARGET = Path(__file__).resolve().parents[1] / "resources" / "tutorial"
PATIENCE = 900.0


def main() -> int:
    """Walk through the dialog up to the trial's result, then open the monitor, and save what is painted."""
    photos, run = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["GANVAS_HOME"] = home
        from PySide6.QtWidgets import QApplication

        from app.settings import Settings
        from app.theme import Theme

        application = QApplication(sys.argv[:1])
        theme, settings = Theme(application), Settings.default()
        theme.use("light")
        _dialog(application, theme, settings, photos)
        _monitor(application, theme, settings, run)
    return 0


def _dialog(application: "QApplication", theme: object, settings: object, photos: Path) -> None:
    from app.training.wizard.dialog import TrainingDialog

    dialog = TrainingDialog(theme, settings)  # type: ignore[arg-type]
    dialog.resize(820, 560)
    dialog.show()
    wait(application, lambda: dialog.goal.list.count() > 0)
    dialog.goal.choose("bicyclegan")
    save(application, dialog, "goal")
    dialog.forward()
    dialog.pictures.first.add(photos)
    wait(application, lambda: dialog.doctor.complete)
    wait(application, lambda: not dialog.doctor.examining)
    save(application, dialog, "check")
    dialog.forward()
    dialog.plan.set("schedule.size", 64)
    dialog.settings.enter()
    save(application, dialog, "settings")
    dialog.forward()
    wait(application, lambda: not dialog.trial.running)
    save(application, dialog, "trial")
    dialog.close()


def _monitor(application: "QApplication", theme: object, settings: object, run: Path) -> None:
    from app.training.monitor.window import MonitorWindow

    monitor = MonitorWindow(theme, settings)  # type: ignore[arg-type]
    monitor.resize(1180, 720)
    monitor.show()
    monitor.open_run(run)
    wait(application, lambda: monitor.pages.samples.first.picture.image is not None)
    save(application, monitor, "monitor")
    monitor.close()


def save(application: "QApplication", window: "QWidget", name: str) -> None:
    """Write what the window shows, in 256 colours: a README is read over slow lines too."""
    import io

    from PIL import Image
    from PySide6.QtCore import QBuffer, QIODevice

    until = time.monotonic() + 0.7
    while time.monotonic() < until:
        application.processEvents()
        time.sleep(0.02)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "PNG")
    picture = Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGB")
    path = TARGET / f"train-{name}.png"
    picture.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    print(path.name, path.stat().st_size)


def wait(application: "QApplication", done: Callable[[], bool]) -> None:
    """Let the window live until `done`; SystemExit when it takes too long."""
    until = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > until:
            raise SystemExit("The window did not settle; no picture was taken.")
        application.processEvents()
        time.sleep(0.01)


if __name__ == "__main__":
    sys.exit(main())
