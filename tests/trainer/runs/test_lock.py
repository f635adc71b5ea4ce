"""Pictures that the configuration leaves out are in no data set of any kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.tiny_model import tiny_values
from helpers.two_domains import tiny_values as two_domain_values
from PIL import Image

from trainer.data.build import make_dataset
from trainer.data.layouts import folder_pairs
from trainer.data.sources import Exclusion, open_sources, pictures
from trainer.settings.run_config import parse_config


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "pictures"
    for side in "AB":
        (path / side).mkdir(parents=True)
        for number in range(6):
            pixels = np.full((32, 64, 3), 255, dtype=np.uint8)
            pixels[6:26, 10 : 40 + number] = np.random.default_rng(number + 10 * (side == "B")).integers(
                0, 200, 3
            )
            Image.fromarray(pixels).save(path / side / f"{number}.png")
    # What cannot be read shows that nobody has tried to.
    (path / "A/1.png").write_bytes(b"broken")
    return path


def length(tmp_path: Path, values: dict[str, Any], data: dict[str, Any]) -> int:
    section = {"workers": 0, "validation_fraction": 0, **data}
    info: list[str] = []
    dataset = make_dataset(parse_config({**values, "data": section}), "train", warn=info.append)
    assert info == [], "nobody looks at what is left out"
    return len(dataset)


@pytest.mark.parametrize("form", ["name", "place"])
@pytest.mark.parametrize(
    ("kind", "expected"),
    [("photos", 10), ("side_by_side", 10), ("folders", 4), ("unpaired", 5), ("unpaired_sketches", 5)],
)
def test_every_kind_of_data_leaves_them_out(
    folder: Path, tmp_path: Path, kind: str, expected: int, form: str
) -> None:
    prefix = f"{folder.as_posix()}/" if form == "place" else ""
    data = {"sources": [str(folder)], "kind": kind, "exclude": [f"{prefix}A/1.png", f"{prefix}B/3.png"]}
    values = (
        two_domain_values("cyclegan", tmp_path / "run")
        if kind.startswith("un")
        else tiny_values(tmp_path / "run")
    )
    if kind == "unpaired_sketches":
        # Chance decides the halves; both together hold what is left.
        section = {"workers": 0, "validation_fraction": 0, **data}
        dataset: Any = make_dataset(parse_config({**values, "data": section}), "train")
        assert len(dataset.drawn) + len(dataset.shown) == 10
        return
    assert length(tmp_path, values, data) == expected


def test_single_pictures_and_scenes_leave_them_out(folder: Path, tmp_path: Path) -> None:
    settings = {"resolution": 32, "z_size": 8, "w_size": 8, "channel_base": 64, "channel_max": 8}
    values = {"recipe": "vae", "name": "x", "folder": str(tmp_path / "run"), "settings": settings}
    data = {"sources": [str(folder)], "kind": "pictures", "exclude": ["A/1.png"]}
    assert length(tmp_path, values, data) == 11
    values = {"recipe": "landmarks", "name": "x", "folder": str(tmp_path / "run")}
    data = {"sources": [str(folder / "A")], "backgrounds": [str(folder / "B")], "exclude": ["1.png"]}
    assert length(tmp_path, values, data) == 5


def test_a_left_out_picture_takes_its_partner_with_it(folder: Path) -> None:
    (folder / "B/2.png").unlink()
    every = list(pictures(open_sources([folder])))
    pairs = folder_pairs(every, Exclusion(["A/1.png", "A/2.png"]))
    assert [pair.first.name for pair in pairs] == ["A/0.png", "A/3.png", "A/4.png", "A/5.png"]
