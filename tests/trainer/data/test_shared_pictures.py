"""Pictures are prepared once for all runs: whole or not at all, within a limit, never taken from a user."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from helpers.clean_processes import clean_process
from helpers.tiny_recipes import BATCH, tiny_values
from helpers.watched_runs import draw_pictures

from engine.errors import ConfigurationError
from trainer.data.preparation import Preparation, PreparedPhotos, prepare_photos
from trainer.data.shared_pictures import DONE, LIMIT, MOST_GB, SharedPictures, Warn
from trainer.data.sources import open_sources, pictures
from trainer.settings.run_config import parse_config
from trainer.training.session import run_training

SIZE = 1000


def filled(folder: Path, warn: Warn) -> None:
    (folder / "pictures").write_bytes(bytes(SIZE))
    (folder / DONE).touch()


def killed_halfway(folder: Path, warn: Warn) -> None:
    (folder / "pictures").write_bytes(bytes(SIZE // 2))
    os._exit(9)


def make_in_turn(folder: Path, names: list[str], fill: Callable[[Path, Warn], None]) -> None:
    for name in names:
        assert SharedPictures(folder, 1e9).make(name, SIZE, fill) == folder / name


def in_another_process(folder: Path, names: list[str], fill: Callable[[Path, Warn], None] = filled) -> None:
    """Make entries in a process that has ended since, and uses none any more."""
    process = clean_process(make_in_turn, folder, names, fill)
    process.start()
    process.join(100)
    assert process.exitcode == (9 if fill is killed_halfway else 0)


def entries(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_dir()} - {"uses"}


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return draw_pictures(tmp_path / "photos", 6, 40)


class Runs:
    """Runs that prepare the same photos; whether the last one had to."""

    def __init__(self, photos: Path, folder: Path) -> None:
        self.photos, self.folder = photos, folder
        self.shared: SharedPictures | None = SharedPictures(folder / "shared", 1e9)
        self.prepared = False
        self.warned: list[str] = []

    def __call__(self, run: str, size: int = 32) -> PreparedPhotos:
        calls: list[int] = []
        self.warned = []
        made = prepare_photos(
            list(pictures(open_sources([self.photos]))),
            Preparation(size=size),
            self.folder / run / "cache",
            split="all",
            validation_fraction=0.0,
            shared=self.shared,
            progress=lambda done, total: calls.append(done),
            warn=self.warned.append,
        )
        self.prepared = bool(calls)
        return made


@pytest.fixture
def runs(photos: Path, tmp_path: Path) -> Runs:
    return Runs(photos, tmp_path)


def test_a_second_run_over_the_same_pictures_does_not_prepare_them_again(runs: Runs) -> None:
    first = np.array(runs("one").photos)
    assert runs.prepared
    np.testing.assert_array_equal(runs("two").photos, first)
    assert not runs.prepared
    assert not list((runs.folder / "two").rglob("*.npy")), "it has no copy of its own"


def test_changed_pictures_and_another_preparation_are_prepared(runs: Runs) -> None:
    runs("one")
    runs("two", size=16)
    assert runs.prepared
    shutil.copy(next(runs.photos.iterdir()), runs.photos / "more.png")
    assert len(runs("three")) == 7
    assert runs.prepared


def test_without_the_shared_folder_it_only_takes_time_again(runs: Runs) -> None:
    first = np.array(runs("one").photos)
    shutil.rmtree(runs.folder / "shared")
    np.testing.assert_array_equal(runs("one").photos, first)
    assert runs.prepared


def test_a_run_with_a_cache_of_its_own_goes_on_with_it(runs: Runs) -> None:
    shared, runs.shared = runs.shared, None
    runs("one")
    runs.shared = shared
    runs("one")
    assert not runs.prepared
    assert not (runs.folder / "shared").exists()


def test_what_is_left_out_is_said_to_each_run_once(runs: Runs) -> None:
    (runs.photos / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n nothing")
    for run in ("one", "two"):
        runs(run)
        assert ["broken.png" in sentence for sentence in runs.warned] == [True]
        runs(run)
        assert runs.warned == []
    assert not runs.prepared


def test_what_finds_no_room_is_kept_by_the_run_itself(runs: Runs) -> None:
    runs.shared = SharedPictures(runs.folder / "shared", 1000)
    runs("one")
    assert len(list((runs.folder / "one").rglob("*.npy"))) == 3
    assert entries(runs.folder / "shared") == set()


def test_the_limit_is_kept_and_what_was_not_used_for_longest_goes(tmp_path: Path) -> None:
    in_another_process(tmp_path, ["a", "b", "c"])
    for age, name in enumerate(("b", "c", "a")):
        os.utime(tmp_path / name / DONE, ns=(age, age))
    shared = SharedPictures(tmp_path, 3.5 * SIZE)
    shared.make("d", SIZE, filled)
    assert entries(tmp_path) == {"c", "a", "d"}
    assert sum(file.stat().st_size for name in "cad" for file in (tmp_path / name).iterdir()) <= 3.5 * SIZE


def test_what_a_running_process_uses_stays_whatever_the_limit(tmp_path: Path) -> None:
    in_another_process(tmp_path, ["a", "b"])
    shared = SharedPictures(tmp_path, 1.5 * SIZE)
    assert shared.find("a") == tmp_path / "a"
    shared.make("c", SIZE, filled)
    assert entries(tmp_path) == {"a", "c"}


def test_a_killed_preparation_is_not_taken_for_complete(tmp_path: Path) -> None:
    in_another_process(tmp_path, ["a"], killed_halfway)
    assert len(entries(tmp_path)) == 1
    shared = SharedPictures(tmp_path, 1e9)
    assert shared.find("a") is None
    assert shared.make("a", SIZE, filled) == shared.find("a") == tmp_path / "a"
    assert entries(tmp_path) == {"a"}
    assert (tmp_path / "a" / "pictures").stat().st_size == SIZE


def test_a_preparation_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def failing(folder: Path, warn: Warn) -> None:
        (folder / "pictures").write_bytes(b"x")
        raise ConfigurationError("no")

    shared = SharedPictures(tmp_path, 1e9)
    with pytest.raises(ConfigurationError):
        shared.make("a", SIZE, failing)
    assert entries(tmp_path) == set()


def test_two_that_prepare_the_same_at_once_both_get_it_whole(tmp_path: Path) -> None:
    shared = SharedPictures(tmp_path, 1e9)

    def overtaken(folder: Path, warn: Warn) -> None:
        (folder / "pictures").write_bytes(b"half")
        assert SharedPictures(tmp_path, 1e9).make("a", SIZE, filled) == tmp_path / "a"
        filled(folder, warn)

    assert shared.make("a", SIZE, overtaken) == tmp_path / "a"
    assert entries(tmp_path) == {"a"}
    assert (tmp_path / "a" / "pictures").stat().st_size == SIZE


def test_the_limit_is_set_in_one_place(monkeypatch: pytest.MonkeyPatch, ganvas_home: Path) -> None:
    monkeypatch.delenv(LIMIT, raising=False)
    assert SharedPictures.of_person().most_bytes == MOST_GB * 1e9
    monkeypatch.setenv(LIMIT, "0.5")
    assert SharedPictures.of_person().most_bytes == 5e8
    assert SharedPictures.of_person().folder == ganvas_home / "cache" / "prepared"
    for wrong in ("much", "-1", "nan"):
        monkeypatch.setenv(LIMIT, wrong)
        with pytest.raises(ConfigurationError, match="0 shares nothing"):
            SharedPictures.of_person()


@pytest.mark.slow
def test_a_training_takes_what_another_one_has_prepared(tmp_path: Path, ganvas_home: Path) -> None:
    for run in ("one", "two"):
        config = parse_config(tiny_values("vae", tmp_path, run))
        run_training(config, resume=False, echo=False, until=BATCH)
        events = [json.loads(line) for line in (tmp_path / run / "events.jsonl").open()]
        assert any("preparing" in event for event in events) == (run == "one")
