"""Takes the README's picture of the real window, offscreen: `python resources/take_screenshot.py`."""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

HERE = Path(__file__).resolve().parent
PATIENCE = 60.0


def main() -> int:
    """Open the editor with a sample sketch, wait for its picture and variants, and save what is painted."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "screenshot.png"
    with tempfile.TemporaryDirectory() as settings:
        os.environ["XDG_CONFIG_HOME"] = settings
        from PySide6.QtWidgets import QApplication

        from app.editor import build_window

        application = QApplication(sys.argv[:1])
        window = build_window(application)
        window.resize(1440, 900)
        window.show()
        studio = window.studio
        studio.start("shoes")
        wait(application, lambda: studio.live.ready)
        studio.sources.bring_in("drawing", path=HERE / "samples" / "running-shoe.png")
        wait(application, lambda: not studio.document.blank and studio.live.settled)
        window.canvas.fit()
        for _ in range(20):
            application.processEvents()
            time.sleep(0.02)
        window.grab().save(str(target))
        studio.stop()
    print(target)
    return 0


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
