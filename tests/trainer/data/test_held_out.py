"""Pictures in folders for testing are never trained on, and the run, the bundle and the figures say so."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from trainer.bundling.export import held_out
from trainer.data.build import held_out_folders, make_dataset
from trainer.data.doctor.examine import as_doctor_input, examine
from trainer.data.sources import open_sources, pictures, settled_by_folders
from trainer.metrics.held_out import HeldOut
from trainer.settings.run_config import RunConfig, parse_config, parse_stored, to_json

RECIPES = {
    "photos": "pix2pix",
    "side_by_side": "pix2pix",
    "folders": "pix2pix",
    "pictures": "stylegan2",
    "unpaired": "cyclegan",
}
TRAINED, HELD = 6, 3


def write(folder: Path, names: list[str], first: int) -> None:
    for number, name in enumerate(names):
        pixels = np.full((32, 64, 3), 255, np.uint8)
        pixels[4:28, 8:56] = np.random.default_rng(first + number).integers(0, 200, (24, 48, 3))
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(folder / name)


def data_set(folder: Path, kind: str, test: str) -> Path:
    """Six pictures, or pairs, to train on, and three in a folder for testing."""
    if kind == "unpaired":
        for letter in "AB":
            write(folder, [f"train{letter}/{n}.png" for n in range(TRAINED)], ord(letter))
            write(folder, [f"{test.lower()}{letter}/{n}.png" for n in range(HELD)], 50 + ord(letter))
        return folder
    for side in "AB" if kind == "folders" else ("",):
        start = ord(side) if side else 0
        write(folder, [f"train/{side}/{n}.png" for n in range(TRAINED)], start)
        write(folder, [f"{test}/{side}/{n}.png" for n in range(HELD)], 50 + start)
    return folder


def configuration(folder: Path, kind: str, **data: Any) -> RunConfig:
    settings = {
        "pix2pix": {"generator_widths": [8] * 3},
        "stylegan2": {"resolution": 32},
        "cyclegan": {},
    }[RECIPES[kind]]
    return parse_config(
        {
            "recipe": RECIPES[kind],
            "name": "held",
            "folder": str(folder / "run"),
            "data": {"sources": [str(folder / "data")], "kind": kind, "workers": 0, **data},
            "settings": settings,
            "schedule": {"size": 32},
        }
    )


@pytest.mark.parametrize("kind", sorted(RECIPES))
@pytest.mark.parametrize("test", ["test", "val", "VAL"])
@pytest.mark.parametrize("share", [0.0, 0.5])
def test_folders_for_testing_are_held_out(kind: str, test: str, share: float, tmp_path: Path) -> None:
    data_set(tmp_path / "data", kind, test)
    config = configuration(tmp_path, kind, validation_fraction=share)
    assert len(make_dataset(config, "train")) == TRAINED
    assert len(make_dataset(config, "validation")) == HELD
    in_domains = [f"{test.lower()}{letter}" for letter in "AB"]
    assert held_out_folders(config) == (in_domains if kind == "unpaired" else [test])
    report = examine(config.data.sources, as_doctor_input(config.data, 32, 1))
    finding = next(one for one in report.findings if one.code == "held_out")
    assert len(finding.files) == HELD * (2 if kind in ("folders", "unpaired") else 1)


@pytest.mark.parametrize("kind", sorted(RECIPES))
def test_runs_of_earlier_versions_keep_their_pictures(kind: str, tmp_path: Path) -> None:
    data_set(tmp_path / "data", kind, "test")
    values = configuration(tmp_path, kind, validation_fraction=0.0).model_dump(mode="json")
    del values["data"]["held_out_folders"]
    stored = parse_stored(values)
    assert len(make_dataset(stored, "train")) == TRAINED + HELD
    assert parse_stored(stored.model_dump(mode="json")) == stored


def test_a_set_that_lies_wholly_in_such_a_folder_is_split_by_content(tmp_path: Path) -> None:
    write(tmp_path, [f"test/{n}.png" for n in range(4)], 0)
    found = list(pictures(open_sources([tmp_path])))
    assert settled_by_folders(found, ["test"]) == found
    inner = list(pictures(open_sources([tmp_path / "test"])))
    assert settled_by_folders(inner, ["test"]) == inner


@pytest.mark.parametrize(
    ("events", "folders"),
    [
        ("", ""),
        ('{"event": "held_out", "share": 0.05, "folders": ["test", "val"]}\n', "test, val"),
        (
            '{"event": "held_out", "folders": ["a"]}\n{"event": "held_out", "folders": []}\n',
            "",
        ),
    ],
)
def test_the_bundle_says_what_was_held_out_and_figures_follow_it(
    events: str, folders: str, tmp_path: Path
) -> None:
    write(tmp_path / "data", [*(f"train/{n}.png" for n in range(20)), "test/a.png", "val/b.png"], 0)
    config = configuration(tmp_path, "photos", validation_fraction=0.25)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "events.jsonl").write_text(events)
    facts = held_out(tmp_path / "run", config)
    assert facts == {"held_out_share": 0.25, "held_out_folders": folders}
    bundle: Any = SimpleNamespace(manifest=SimpleNamespace(provenance=facts))
    measured = HeldOut.of(bundle)
    assert "as the model says" in measured.sentence()
    assert folders in measured.sentence()
    settled = measured.settled(list(pictures(open_sources([tmp_path / "data"]))))
    assert [p.name for p in settled if p.in_split == "validation"] == (
        ["test/a.png", "val/b.png"] if folders else []
    )
    assert HeldOut.of(bundle, 1.0).sentence() == "Measured on all pictures, as asked."
    silent: Any = SimpleNamespace(manifest=SimpleNamespace(provenance={}))
    assert HeldOut.of(silent).share == 0.05
    assert "does not say" in HeldOut.of(silent).sentence()


def test_the_folders_survive_what_a_run_keeps() -> None:
    values = configuration(Path("x"), "photos", held_out_folders=["mine"]).model_dump(mode="json")
    assert '"mine"' in to_json(parse_config(values))
