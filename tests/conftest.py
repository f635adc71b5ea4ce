"""What every test gets: Qt without a screen, and a home of its own, so that nobody's files are touched."""

import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from app.start import restore_import

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if "PYTEST_XDIST_WORKER" in os.environ:
    # Tests that run side by side share the cores.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
# Where it is set, as in containers, every program that tests start would compile PyTorch's source anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
_HOME = tempfile.TemporaryDirectory(prefix="ganvas-tests-")
os.environ["GANVAS_HOME"] = _HOME.name
os.environ["XDG_CONFIG_HOME"] = str(Path(_HOME.name) / "config")


def pytest_sessionstart() -> None:
    """What imports under PySide6 imports as in the program."""
    restore_import()


@pytest.fixture
def ganvas_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty user data folder for one test, also for the processes that it starts."""
    home = tmp_path / "ganvas-home"
    home.mkdir()
    monkeypatch.setenv("GANVAS_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def tiny_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real, small BicycleGAN with random weights, exported as training exports one."""
    from helpers.sharing import made_once
    from helpers.tiny_model import make_tiny_bundle

    return made_once(tmp_path_factory, "tiny.gmodel", make_tiny_bundle)


@pytest.fixture(scope="session")
def drawn_faces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real, small StyleGAN2 with random weights and graphs."""
    from helpers.sharing import made_once
    from helpers.tiny_faces import make_drawn_faces

    return made_once(tmp_path_factory, "drawnfaces.gmodel", make_drawn_faces)


@pytest.fixture(scope="session")
def drawn_animals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, conditional: it draws the classes cat, dog and wild."""
    from helpers.sharing import made_once
    from helpers.tiny_faces import make_drawn_faces

    make = partial(make_drawn_faces, label_size=3, classes=("cat", "dog", "wild"))
    return made_once(tmp_path_factory, "drawnanimals.gmodel", make)


@pytest.fixture(scope="session")
def bundle_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Real, small systems of two domains with random weights, by the names of their recipes."""
    from helpers.sharing import made_once
    from helpers.unpaired_bundles import make_bundle

    return lambda recipe: made_once(tmp_path_factory, f"{recipe}.gmodel", partial(make_bundle, recipe))


@pytest.fixture(scope="session")
def munit_bundle(bundle_of: Callable[[str], Path]) -> Path:
    """A real, small MUNIT with random weights: styles, both directions, and staying within a domain."""
    return bundle_of("munit")
