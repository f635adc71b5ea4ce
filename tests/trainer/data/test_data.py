"""Training pictures: read in place, split by content, drawn the same way whenever and wherever."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
import torch
from helpers.zipped_folder import zipped
from PIL import Image

from engine.errors import ConfigurationError, DatasetError
from trainer.data.build import DATASETS
from trainer.data.datasets import PairedDataset
from trainer.data.hand_drawing import StrokeJitter, draw_by_hand
from trainer.data.layouts import folder_pairs, side_by_side_pairs, split_pairs
from trainer.data.preparation import Preparation, prepare_photos, square_photo
from trainer.data.sampler import Draw, RunSampler
from trainer.data.sources import open_sources, pictures, split_of
from trainer.recipes.registry import RECIPES
from trainer.settings.data import DataSettings
from trainer.training.distributed import share_of


def picture(seed: int, width: int = 60, height: int = 40) -> Image.Image:
    pixels = np.full((height, width, 3), 255, dtype=np.uint8)
    rng = np.random.default_rng(seed)
    pixels[10:30, 12 : 40 + seed % 5] = rng.integers(0, 180, 3)
    return Image.fromarray(pixels)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "photos"
    (path / "boots").mkdir(parents=True)
    for number in range(12):
        picture(number).save(path / ("boots" if number % 2 else ".") / f"{number}.png")
    (path / "notes.txt").write_text("not a picture")
    (path / ".hidden.png").write_bytes(b"x")
    return path


def test_a_zip_is_read_in_place_and_holds_what_the_folder_holds(folder: Path) -> None:
    names = [
        [(p.name, p.read()) for p in pictures(open_sources([path]))] for path in (folder, zipped(folder))
    ]
    assert len(names[0]) == 12
    assert names[0] == names[1]


def test_missing_and_empty_sources_are_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(DatasetError, match="does not exist"):
        open_sources([tmp_path / "nowhere"])
    with pytest.raises(DatasetError, match="no pictures"):
        open_sources([tmp_path / "empty"])
    (tmp_path / "file.txt").write_text("x")
    with pytest.raises(DatasetError, match="neither a folder nor a zip"):
        open_sources([tmp_path / "file.txt"])


def test_the_split_depends_on_content_alone() -> None:
    contents = [bytes([n % 256, n // 256]) for n in range(4000)]
    held_out = [data for data in contents if split_of(data, 0.05) == "validation"]
    assert 140 < len(held_out) < 260
    # A larger share holds out more, and everything that a smaller one did.
    assert all(split_of(data, 0.1) == "validation" for data in held_out)


def prepared(folder: Path, cache: Path, split: str = "all"):  # type: ignore[no-untyped-def]
    found = list(pictures(open_sources([folder])))
    return prepare_photos(found, Preparation(size=32), cache, split=split, validation_fraction=0.3)  # type: ignore[arg-type]


def test_photos_are_prepared_once_and_then_read_from_the_cache(folder: Path, tmp_path: Path) -> None:
    first = prepared(folder, tmp_path / "cache")
    assert first.photos.shape == (12, 32, 32, 3)
    outline, inner = first.lines(0)
    assert outline.shape == inner.shape == (32, 32)
    assert outline.any()
    pixels = np.array(first.photos)
    # The pictures' bytes are gone, behind the same sizes and times; only the cache can answer.
    for path in folder.rglob("*.png"):
        before = path.stat()
        path.write_bytes(bytes(before.st_size))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    np.testing.assert_array_equal(prepared(folder, tmp_path / "cache").photos, pixels)


def test_training_and_validation_photos_do_not_overlap(folder: Path, tmp_path: Path) -> None:
    parts = [prepared(folder, tmp_path / "cache", split).photos for split in ("train", "validation")]
    assert len(parts[0]) + len(parts[1]) == 12
    assert len(parts[1]) > 0
    digests = [{photo.tobytes() for photo in part} for part in parts]
    assert not digests[0] & digests[1]


def test_unreadable_photos_are_left_out_and_named(folder: Path, tmp_path: Path) -> None:
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n nothing")
    info: list[str] = []
    found = list(pictures(open_sources([folder])))
    result = prepare_photos(
        found, Preparation(size=32), tmp_path / "c", split="all", validation_fraction=0, warn=info.append
    )
    assert len(result) == 12
    assert len(info) == 1
    assert "broken.png" in info[0]


def test_a_photo_is_cropped_to_its_object_and_squared_on_white() -> None:
    photo = np.full((100, 300, 3), 255, dtype=np.uint8)
    photo[60:80, 200:280] = 30
    square = square_photo(photo, Preparation(size=64, margin=0.1))
    dark = np.argwhere(square[..., 0] < 128)
    top_left, bottom_right = dark.min(axis=0), dark.max(axis=0)
    assert abs((top_left + bottom_right).mean() / 2 - 31.5) < 1.5, "centred"
    assert bottom_right[1] - top_left[1] > 64 * 0.75, "fills the width"


def test_the_same_draw_gives_the_same_sketch_and_others_differ() -> None:
    outline = np.zeros((64, 64), dtype=bool)
    outline[10, 10:50] = outline[50, 10:50] = True
    outline[10:51, 10] = outline[10:51, 50] = True
    inner = np.zeros_like(outline)
    inner[30, 14:46] = True
    sketches = [
        draw_by_hand(outline, inner, StrokeJitter(faithful=0), Draw(0, number, 64, 7).generator())
        for number in (0, 0, 1, 2, 3)
    ]
    np.testing.assert_array_equal(sketches[0], sketches[1])
    assert len({sketch.tobytes() for sketch in sketches}) == 4
    for sketch in sketches:
        assert (sketch < 128).sum() > 60, "the outline is still there"
        assert (sketch > 250).mean() > 0.5, "on white paper"


def test_batches_go_on_where_a_run_stopped() -> None:
    def batches(start: int, count: int) -> list[list[Draw]]:
        sampler = iter(RunSampler(10, share_of(4, 1), 3, start, lambda seen: 16 if seen < 12 else 32))
        return [next(sampler) for _ in range(count)]

    whole = batches(0, 8)
    assert batches(12, 5) == whole[3:]
    assert [draw.size for draw in whole[2]] == [16] * 4
    assert [draw.size for draw in whole[3]] == [32] * 4
    first_epoch = [draw.index for batch in whole for draw in batch][:10]
    assert sorted(first_epoch) == list(range(10))


@pytest.mark.parametrize("accumulate", [1, 2, 4])
@pytest.mark.parametrize("processes", [1, 2, 4, 8])
def test_a_step_has_the_same_pictures_however_many_processes_share_it(
    accumulate: int, processes: int
) -> None:
    def step(rank: int, processes: int, number: int) -> list[Draw]:
        share = share_of(8, accumulate, rank, processes)
        batches = islice(RunSampler(100, share, 3, 0, lambda _: 8), (number + 1) * len(share.micro_batches))
        return [draw for batch in list(batches)[number * len(share.micro_batches) :] for draw in batch]

    for number in range(4):
        together = sorted(draw.number for draw in step(0, 1, number))
        parts = [step(rank, processes, number) for rank in range(processes)]
        assert sorted(draw.number for part in parts for draw in part) == together
        assert len({len(part) for part in parts}) == 1, "every process works as much as the others"
        assert together == list(range(number * 8 * accumulate, (number + 1) * 8 * accumulate))


@pytest.mark.parametrize(
    ("accumulate", "processes", "multiple"), [(1, 3, 1), (2, 3, 1), (1, 8, 2), (3, 2, 1)]
)
def test_a_step_that_cannot_be_shared_evenly_is_refused(
    accumulate: int, processes: int, multiple: int
) -> None:
    with pytest.raises(ConfigurationError, match="cannot share a step"):
        share_of(8, accumulate, 0, processes, multiple)


def test_pairs_side_by_side_and_in_folders_are_the_same_pairs(tmp_path: Path) -> None:
    (tmp_path / "pairs/A").mkdir(parents=True)
    (tmp_path / "pairs/B").mkdir()
    (tmp_path / "joined").mkdir()
    for number in range(3):
        a, b = picture(number, 40, 40), picture(number + 50, 40, 40)
        a.save(tmp_path / f"pairs/A/{number}.png")
        b.save(tmp_path / f"pairs/B/{number}.png")
        both = Image.new("RGB", (80, 40))
        both.paste(a, (0, 0))
        both.paste(b, (40, 0))
        both.save(tmp_path / f"joined/{number}.png")
    joined = side_by_side_pairs(list(pictures(open_sources([tmp_path / "joined"]))))
    parted = folder_pairs(list(pictures(open_sources([tmp_path / "pairs"]))))
    draw = Draw(1, 5, 32, 0)
    items = [PairedDataset(pairs, direction="BtoA", condition_channels=1)[draw] for pairs in (joined, parted)]
    assert torch.equal(items[0]["condition"], items[1]["condition"])
    assert torch.equal(items[0]["target"], items[1]["target"])
    assert items[0]["condition"].shape == (1, 32, 32)
    assert items[0]["target"].abs().max() <= 1
    assert len(split_pairs(joined, "train", 0.5)) + len(split_pairs(joined, "validation", 0.5)) == 3
    (tmp_path / "pairs/B/2.png").unlink()
    with pytest.raises(DatasetError, match="no partner"):
        folder_pairs(list(pictures(open_sources([tmp_path / "pairs"]))))


def test_crops_and_flips_hit_both_sides_alike(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (32, 32, 3), dtype=np.uint8)
    both = np.concatenate([pixels, pixels], axis=1)
    Image.fromarray(both).save(tmp_path / "same.png")
    pairs = side_by_side_pairs(list(pictures(open_sources([tmp_path]))))
    dataset = PairedDataset(pairs, direction="AtoB", condition_channels=3, load_scale=1.5)
    items = [dataset[Draw(0, number, 32, 0)] for number in range(8)]
    for item in items:
        assert torch.equal(item["condition"], item["target"])
    assert len({item["target"].numpy().tobytes() for item in items}) > 4, "crops vary"


def test_every_kind_of_data_has_a_dataset_of_its_own() -> None:
    kinds = get_args(DataSettings.model_fields["kind"].annotation)
    assert set(DATASETS) == set(kinds)
    assert len({*DATASETS.values()}) == len(kinds)
    assert {kind for recipe in RECIPES.values() for kind in recipe.info.data_kinds} == set(kinds)
