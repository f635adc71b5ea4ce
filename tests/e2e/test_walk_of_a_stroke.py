"""A stroke stays short on its way: which files run between the pen and its picture."""

import os
import subprocess
import sys
from pathlib import Path

from engine.files import resources_folder

ROOT = Path(__file__).resolve().parents[2]
MOST = 21
# Words, colours and settings are read when they change; a model of sketches has nothing to do with faces.
NOT_ON_THE_WAY = {
    "app/i18n.py",
    "app/settings.py",
    "app/theme.py",
    "app/editor/faces.py",
    "app/panels/attributes.py",
}


def test_between_the_pen_and_its_picture_few_files_run(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "tools/house.py", "stroke", str(resources_folder() / "models" / "shoes.gmodel")],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "GANVAS_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    walk = done.stdout.split()
    assert {"app/canvas/canvas.py", "app/worker/worker.py", "engine/translation/translator.py"} <= set(walk)
    assert not NOT_ON_THE_WAY & set(walk)
    assert len(walk) <= MOST, walk
