"""A stroke stays short on its way: which files run between the pen and its picture."""

from pathlib import Path

import pytest
from helpers.programs import run_python

from engine.files import resources_folder

# The bundled model, which follows paint: more runs for it than for one of plain sketches.
MOST = {"shoes-material": 18}
# Words, colours and settings are read when they change; a model of sketches has nothing to do with faces.
NOT_ON_THE_WAY = {
    "app/i18n.py",
    "app/settings.py",
    "app/theme.py",
    "app/editor/faces.py",
    "app/panels/attributes.py",
}


@pytest.mark.parametrize("name", MOST)
def test_between_the_pen_and_its_picture_few_files_run(name: str, tmp_path: Path) -> None:
    model = resources_folder() / "models" / f"{name}.gmodel"
    walk = run_python("tools/house.py", "stroke", str(model), home=tmp_path).split()
    assert {"app/canvas/canvas.py", "app/worker/worker.py", "engine/translation/translator.py"} <= set(walk)
    assert not NOT_ON_THE_WAY & set(walk)
    assert len(walk) <= MOST[name], walk
