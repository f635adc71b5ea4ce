"""Two sets of pictures: which is which, who meets whom, and that nothing of one shows up in the other."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from helpers.two_domains import tiny_values, write_folders

from engine.errors import ConfigurationError, DatasetError
from trainer.data.build import make_dataset
from trainer.data.datasets import UnpairedDataset
from trainer.data.layouts import two_domains
from trainer.data.sampler import Draw
from trainer.data.sources import open_sources, pictures
from trainer.recipes.cyclegan import ImagePool
from trainer.settings.run_config import parse_config


def found(*paths: Path) -> list:
    return list(pictures(open_sources(paths)))


def names(picture_set: list) -> set[str]:
    return {f"{picture.source.path.name}/{picture.name}" for picture in picture_set}


def test_two_folders_in_one_source_are_two_domains(tmp_path: Path) -> None:
    a, b = two_domains(found(write_folders(tmp_path / "data")), [], [])
    assert len(a) == len(b) == 12
    assert all("trainA" in picture.name for picture in a)
    assert all("trainB" in picture.name for picture in b)


def test_two_sources_are_two_domains(tmp_path: Path) -> None:
    write_folders(tmp_path / "data")
    first, second = (found(tmp_path / "data" / f"train{letter}") for letter in "AB")
    a, b = two_domains(first, second, [])
    assert names(a) == names(first)
    assert names(b) == names(second)


def test_a_folder_or_a_label_divides_one_archive(tmp_path: Path) -> None:
    folder = write_folders(tmp_path / "data")
    rows = [[p.relative_to(folder).as_posix(), [float(p.stem == "3"), None]] for p in folder.rglob("*.png")]
    (folder / "dataset.json").write_text(json.dumps({"labels": rows, "label_names": ["odd", "unknown"]}))
    archive = tmp_path / "data.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for path in sorted(folder.rglob("*.*")):
            target.write(path, path.relative_to(folder).as_posix())
    picture_set = found(archive)
    by_name = two_domains(picture_set, [], ["trainA/", "trainB/"])
    assert [len(part) for part in by_name] == [12, 12]
    by_label = two_domains(picture_set, [], ["odd=1", "odd=0"])
    assert names(by_label[0]) == {"data.zip/trainA/3.png", "data.zip/trainB/3.png"}
    assert len(by_label[1]) == 22
    with pytest.raises(DatasetError, match="no label 'male'"):
        two_domains(picture_set, [], ["male=1", "male=0"])
    with pytest.raises(DatasetError, match="is no number"):
        two_domains(picture_set, [], ["odd=yes", "odd=no"])
    with pytest.raises(DatasetError, match="Domain B holds no picture"):
        two_domains(picture_set, [], ["odd=1", "unknown=1"])


def test_a_picture_in_both_domains_is_refused(tmp_path: Path) -> None:
    picture_set = found(write_folders(tmp_path / "data"))
    with pytest.raises(DatasetError, match="24 pictures are in both"):
        two_domains(picture_set, [], ["train", ""])


def test_an_epoch_shows_every_picture_of_the_larger_domain(tmp_path: Path) -> None:
    folder = write_folders(tmp_path / "data")
    for number in range(8):
        (folder / "trainA" / f"{number}.png").unlink()
    a, b = two_domains(found(folder), [], [])
    dataset = UnpairedDataset(a, b, load_scale=1.0, flip=False)
    assert len(dataset) == 12
    items = [dataset[Draw(index, index, 32, 0)] for index in range(12)]
    shown = {item["b"].numpy().tobytes() for item in items}
    assert len(shown) == 12
    partners = {item["a"].numpy().tobytes() for item in items}
    assert 1 < len(partners) <= 4, "drawn by chance from the smaller domain"


def test_the_same_draw_gives_the_same_pictures_and_crops_vary(tmp_path: Path) -> None:
    a, b = two_domains(found(write_folders(tmp_path / "data")), [], [])
    dataset = UnpairedDataset(a, b, load_scale=1.25, flip=True)
    again = [dataset[Draw(3, number, 32, 5)]["a"] for number in (7, 7, 8, 9, 10)]
    assert torch.equal(again[0], again[1])
    assert len({tensor.numpy().tobytes() for tensor in again}) >= 3
    assert again[0].shape == (3, 32, 32)
    assert float(again[0].min()) >= -1
    assert float(again[0].max()) <= 1


def test_wide_pictures_keep_their_proportions(tmp_path: Path) -> None:
    from PIL import Image

    wide = np.zeros((40, 120, 3), dtype=np.uint8)
    rows, columns = np.indices((40, 120))
    wide[np.hypot(rows - 20, columns - 60) < 15] = 255
    for letter in "AB":
        (tmp_path / letter).mkdir()
        Image.fromarray(wide + (letter == "B")).save(tmp_path / letter / "x.png")
    a, b = two_domains(found(tmp_path), [], [])
    crops = [
        UnpairedDataset(a, b, load_scale=1.0, flip=False)[Draw(0, n, 32, 0)]["a"][0] > 0 for n in range(40)
    ]
    complete = [crop for crop in crops if not crop[:, 0].any() and not crop[:, -1].any() and crop.any()]
    assert complete
    for crop in complete:
        assert abs(int(crop.any(0).sum()) - int(crop.any(1).sum())) <= 1, "a circle stays a circle"


def config(folder: Path, **data: object) -> object:
    values = tiny_values("munit", folder / "run")
    return parse_config({**values, "data": {"kind": "unpaired", **data}})


def test_training_and_validation_are_disjoint_in_both_domains(tmp_path: Path) -> None:
    folder = write_folders(tmp_path / "data", count=40)
    parts = {}
    for split in ("train", "validation"):
        dataset = make_dataset(config(tmp_path, sources=[str(folder)], validation_fraction=0.3), split)  # type: ignore[arg-type]
        parts[split] = names(dataset.first), names(dataset.second)  # type: ignore[attr-defined]
    for domain in (0, 1):
        assert not parts["train"][domain] & parts["validation"][domain]
        assert len(parts["train"][domain]) + len(parts["validation"][domain]) == 40


def test_a_split_without_pictures_is_named(tmp_path: Path) -> None:
    folder = write_folders(tmp_path / "data", count=2)
    with pytest.raises(DatasetError, match="validation split of a domain is empty"):
        make_dataset(config(tmp_path, sources=[str(folder)], validation_fraction=1e-9), "validation")  # type: ignore[arg-type]


def test_no_photo_gives_both_a_sketch_and_a_photo(tmp_path: Path) -> None:
    from PIL import Image

    (tmp_path / "photos").mkdir()
    rng = np.random.default_rng(0)
    for number in range(16):
        photo = np.full((64, 64, 3), 255, dtype=np.uint8)
        photo[12:52, 8:56] = rng.integers(0, 200, size=3)
        Image.fromarray(photo).save(tmp_path / "photos" / f"{number}.png")
    run = config(
        tmp_path, sources=[str(tmp_path / "photos")], kind="unpaired_sketches", validation_fraction=0
    )
    dataset = make_dataset(run, "train")  # type: ignore[arg-type]
    assert not set(dataset.drawn) & set(dataset.shown)  # type: ignore[attr-defined]
    assert len(dataset.drawn) + len(dataset.shown) == 16  # type: ignore[attr-defined]
    item = dataset[Draw(0, 0, 32, 0)]
    assert item["a"].shape == item["b"].shape == (3, 32, 32)
    assert torch.equal(item["a"][0], item["a"][2]), "a sketch is grey"
    items = [dataset[Draw(index, index, 32, 0)]["b"] for index in range(len(dataset))]
    assert any(not torch.equal(photo[0], photo[2]) for photo in items), "a photo is not"


def test_paired_recipes_refuse_unpaired_pictures() -> None:
    with pytest.raises(ConfigurationError, match=r"data\.kind must be"):
        parse_config({**tiny_values("munit", "x"), "recipe": "pix2pix", "settings": {}})


def test_the_pool_returns_new_pictures_first_and_old_ones_half_the_time() -> None:
    torch.manual_seed(0)
    pool = ImagePool(20)
    first = torch.arange(20.0)[:, None, None, None].expand(-1, 3, 2, 2)
    assert torch.equal(pool.exchange(first), first)
    returned = [float(pool.exchange(torch.full((1, 3, 2, 2), 100.0 + n))[0, 0, 0, 0]) for n in range(400)]
    fresh = sum(value == 100.0 + number for number, value in enumerate(returned))
    assert 160 < fresh < 240
    assert len(pool) == 20
    old = [value for number, value in enumerate(returned) if value != 100.0 + number]
    assert len(old) == len(set(old)), "what is returned leaves the pool"


def test_a_pool_is_part_of_the_state_and_empties_when_sizes_change() -> None:
    pool, other = ImagePool(3), ImagePool(3)
    pool.exchange(torch.rand(2, 3, 4, 4))
    other.load_state_dict(pool.state_dict())
    assert torch.equal(*(p.get_extra_state()["pictures"] for p in (pool, other)))
    pool.exchange(torch.rand(1, 3, 8, 8))
    assert len(pool) == 1
    nothing = ImagePool(0)
    made = torch.rand(2, 3, 4, 4)
    assert torch.equal(nothing.exchange(made), made)
    assert len(nothing) == 0
