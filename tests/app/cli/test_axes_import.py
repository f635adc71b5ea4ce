"""`ganvas axes import`: published directions become sliders that move a model's pictures."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.__main__ import main
from app.cli.faces import open_generator
from engine.latent.axis_store import AxisStore
from engine.types import Draw


@pytest.fixture
def faces(drawn_faces: Path, ganvas_home: Path) -> str:
    """The small face model, installed under its name."""
    models = ganvas_home / "models"
    models.mkdir()
    (models / "drawnfaces.gmodel").write_bytes(drawn_faces.read_bytes())
    return "drawnfaces"


def answer(words: list[str], capsys: pytest.CaptureFixture[str]) -> Any:
    capsys.readouterr()
    assert main([*words, "--json"]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def picture(model: str, folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> np.ndarray:
    made = answer(["sample", model, "-n", "1", "-o", str(folder), *options], capsys)
    with Image.open(made["pictures"][0]) as opened:
        return np.asarray(opened.convert("RGB")).astype(int)


def test_boundaries_components_and_tables_become_sliders(
    faces: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(0)
    boundary = tmp_path / "stylegan_ffhq_smile_w_boundary.npy"
    np.save(boundary, rng.standard_normal((1, 16)))
    assert answer(["axes", "import", faces, str(boundary)], capsys) == {
        "model": faces,
        "axes": ["smile"],
        "space": "w",
        "space_from": "file",
    }
    components = tmp_path / "components.npz"
    np.savez(components, lat_comp=np.eye(2, 16, dtype="f4")[:, None], lat_stdev=np.ones(2, "f4"))
    found = answer(["axes", "import", faces, str(components)], capsys)
    assert found["axes"] == ["component 1", "component 2"]
    listed = answer(["axes", "list", faces], capsys)["axes"]
    assert {axis["name"]: axis["origin"] for axis in listed} == {
        "smile": "own",
        "component 1": "own",
        "component 2": "own",
    }
    plain = picture(faces, tmp_path / "a", capsys)
    moved = picture(faces, tmp_path / "b", capsys, "--set", "smile=3")
    assert np.abs(plain - moved).mean() > 1
    answer(["axes", "remove", faces, "smile"], capsys)
    assert "smile" not in [axis["name"] for axis in answer(["axes", "list", faces], capsys)["axes"]]


def test_directions_of_z_are_told_apart(
    faces: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "pg_gan_axes.pkl"
    directions = np.random.default_rng(1).standard_normal((16, 2))
    table.write_bytes(pickle.dumps({"direction": directions, "name": ["Male", "Young"]}))
    found = answer(["axes", "import", faces, str(table), "--z"], capsys)
    assert (found["axes"], found["space"]) == (["Male", "Young"], "z")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("evil.pkl", b"cos\nsystem\n(S'touch pwned'\ntR.", "os.system"),
        ("text.npy", b"hello", "text.npy"),
        ("missing.npy", None, "missing.npy"),
    ],
)
def test_other_files_are_refused_in_one_sentence(
    faces: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes | None,
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    if content is not None:
        (tmp_path / name).write_bytes(content)
    capsys.readouterr()
    assert main(["axes", "import", faces, str(tmp_path / name)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("ganvas: ")
    assert said.count("\n") == 1
    assert words in said
    assert not (tmp_path / "pwned").exists()
    assert answer(["axes", "list", faces], capsys)["axes"] == []


def test_directions_of_another_length_are_refused(
    faces: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    np.save(tmp_path / "age_boundary.npy", np.ones((1, 512)))
    capsys.readouterr()
    assert main(["axes", "import", faces, str(tmp_path / "age_boundary.npy")]) == 1
    assert "has 512 numbers, the codes of this model 16" in capsys.readouterr().err


def test_as_many_components_as_asked_for_come_and_several_go_at_once(
    faces: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "components.npz"
    np.savez(file, lat_comp=np.eye(14, 16, dtype="f4")[:, None], lat_stdev=np.ones(14, "f4"))
    names = [f"component {number}" for number in range(1, 15)]
    command = ["axes", "import", faces, str(file)]
    assert answer([*command, "--count", "3"], capsys)["axes"] == names[:3]
    assert main(command) == 1
    assert "has an axis 'component 1' already" in capsys.readouterr().err
    assert answer([*command, "--replace"], capsys)["axes"] == names[:12]
    assert answer(["axes", "remove", faces, *names[:10]], capsys)["removed"] == names[:10]
    left = [axis["name"] for axis in answer(["axes", "list", faces], capsys)["axes"]]
    assert left == names[10:12]


def test_axes_of_z_and_w_stand_side_by_side_and_move_a_sample_together(
    faces: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("age", "smile"):
        np.save(tmp_path / f"{name}.npy", np.eye(16)[3])
    assert answer(["axes", "import", faces, str(tmp_path / "age.npy")], capsys)["space_from"] == "default"
    answer(["axes", "import", faces, str(tmp_path / "smile.npy"), "--z"], capsys)
    listed = answer(["axes", "list", faces], capsys)["axes"]
    assert [(axis["name"], axis["space"]) for axis in listed] == [("age", "w"), ("smile", "z")]
    assert main(["axes", "list", faces]) == 0
    assert "smile  (own, of z)" in capsys.readouterr().out
    generator = open_generator(faces).generator
    axes = AxisStore().of(generator.bundle)
    moved = generator.drawn_ws(Draw(0), 2 * np.eye(16, dtype=np.float32)[3]) + axes.move({"age": 3})
    command = ["sample", faces, "-n", "1", "--psi", "1", "--set", "smile=2", "--set", "age=3"]
    (file,) = answer([*command, "-o", str(tmp_path / "out")], capsys)["pictures"]
    with Image.open(file) as opened:
        assert (np.asarray(opened.convert("RGB")) == generator.synthesise(moved[None])[0]).all()
    assert answer(["redo", file, "-o", str(tmp_path / "again.png")], capsys)["same"] is True
    photo = ["attributes", file, "--model", faces, "--aligned", "-o", str(tmp_path / "photo.png")]
    assert main([*photo, "--set", "smile=1"]) == 1
    assert "'smile' moves z" in capsys.readouterr().err
    answer(["axes", "import", faces, str(tmp_path / "age.npy"), "--z", "--replace"], capsys)
    answer(["axes", "remove", faces, "smile"], capsys)
    listed = answer(["axes", "list", faces], capsys)["axes"]
    assert [(axis["name"], axis["space"]) for axis in listed] == [("age", "z")]
