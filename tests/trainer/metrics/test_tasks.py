"""Which figures a model gets: by its training, by what is asked for, by what the pictures look like."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from helpers.known_translators import IDENTITY, known_translator

from engine.bundle.bundle import open_bundle
from engine.errors import ConfigurationError
from engine.images.codec import write_image
from trainer.__main__ import app
from trainer.metrics.tasks import EvaluationData, task_of

NOTHING = (0, 0, 0)


def pictures(folder: Path, names: list[str], width: int = 32) -> Path:
    rng = np.random.default_rng(0)
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_image(folder / name, rng.integers(0, 256, (32, width, 3), dtype=np.uint8))
    return folder


@pytest.mark.parametrize(
    ("facts", "asked", "expected"),
    [
        ({"data_kind": "side_by_side"}, {}, ("pairs", "side_by_side")),
        ({"data_kind": "folders"}, {}, ("pairs", "folders")),
        ({"data_kind": "unpaired"}, {}, ("domains", "unpaired")),
        ({"data_kind": "photos"}, {}, ("sketches", "photos")),
        ({"data_kind": "photos"}, {"kind": "side_by_side"}, ("pairs", "side_by_side")),
        ({}, {"second": (Path("b.zip"),)}, ("domains", "unpaired")),
    ],
)
def test_the_task_is_what_is_asked_for_or_what_the_model_was_trained_on(
    facts: dict[str, Any], asked: dict[str, Any], expected: tuple[str, str], tmp_path: Path
) -> None:
    bundle = known_translator(tmp_path / "k.gmodel", {"generator": (IDENTITY, NOTHING)}, provenance=facts)
    # Nothing is read: the folder is not even there.
    assert task_of(bundle, EvaluationData([tmp_path / "data"], **asked)) == expected


def test_of_an_older_model_the_pictures_themselves_tell_the_task(tmp_path: Path, tiny_bundle: Path) -> None:
    bundle = known_translator(tmp_path / "k.gmodel", {"generator": (IDENTITY, NOTHING)})
    wide = pictures(tmp_path / "wide", [f"{n}.png" for n in range(3)], 64)
    assert task_of(bundle, EvaluationData([wide])) == ("pairs", "side_by_side")
    two = pictures(tmp_path / "two", ["trainA/1.png", "trainB/2.png"])
    assert task_of(bundle, EvaluationData([two])) == ("domains", "unpaired")
    single = pictures(tmp_path / "single", ["1.png"])
    with pytest.raises(ConfigurationError, match=r"--kind photos, .*side_by_side, folders, unpaired"):
        task_of(bundle, EvaluationData([single]))


def test_a_model_that_samples_is_measured_by_its_samples(drawn_faces: Path) -> None:
    assert task_of(open_bundle(drawn_faces), EvaluationData([Path("photos.zip")])) == ("samples", "pictures")


def test_table_and_json_say_what_was_held_out_and_how_much(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = {"data_kind": "side_by_side", "held_out_share": 0.05, "held_out_folders": "test"}
    path = tmp_path / "k.gmodel"
    known_translator(path, {"generator": (IDENTITY, NOTHING)}, provenance=facts)
    names = [*(f"test/{n}.png" for n in range(21)), *(f"train/{n}.png" for n in range(9))]
    data = pictures(tmp_path / "data", names, 64)
    command = typer.main.get_command(app)
    command(["evaluate", str(path), str(data), "--json"], standalone_mode=False)
    found = json.loads(capsys.readouterr().out)
    assert found["task"] == "pairs"
    assert found["held_out"] == {
        "share": 0.05,
        "folders": ["test"],
        "source": "as the model says",
        "data": ["data"],
        "pictures": 21,
    }
    assert {"l1", "psnr", "ssim", "kid_x1000"} <= found.keys()
    kept = tmp_path / "figures.json"
    command(["evaluate", str(path), str(data), "--keep", str(kept)], standalone_mode=False)
    assert json.loads(kept.read_text()) == found
    table = capsys.readouterr().out
    assert "aligned pairs" in table
    assert "Held out: those in folders test, or elsewhere 0.05 of the pictures" in table
    assert "(as the model says)" in table
    assert "Measured: 21 of data." in table
