"""`ganvas train --dry-run` says what a run would do, by the same counts as training, and writes nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from helpers.tiny_recipes import tiny_values
from typer.testing import CliRunner

from trainer.__main__ import app
from trainer.commands.train import count_pictures
from trainer.data.build import make_dataset
from trainer.runs.checkpoints import checkpoint_path
from trainer.settings.problems import beyond_the_run
from trainer.settings.registry import RECIPE_INFOS
from trainer.settings.run_config import parse_config, with_laptop
from trainer.settings.toml import write_toml


def entries(folder: Path) -> list[tuple[str, int]]:
    return sorted((str(path), path.stat().st_mtime_ns) for path in folder.rglob("*"))


def written(values: dict[str, Any], folder: Path) -> Path:
    write_toml(values, folder / "c.toml")
    return folder / "c.toml"


@pytest.mark.parametrize("recipe", ["pix2pix", "cyclegan", "landmarks"])
def test_pictures_are_counted_as_training_counts_them(recipe: str, tmp_path: Path) -> None:
    config = parse_config(tiny_values(recipe, tmp_path))
    counts = count_pictures(config.data)
    assert all(count.trained and not count.folders for count in counts)
    split: Any = make_dataset(config, "train")
    if recipe == "pix2pix":
        assert [(c.what, c.trained) for c in counts] == [("pairs", len(split))]
        assert counts[0].held_out == len(make_dataset(config, "validation")) == 14 - len(split)
    elif recipe == "cyclegan":
        assert [c.trained for c in counts] == [len(split.first), len(split.second)]
    else:
        assert counts[0].trained == len(split)


def test_a_dry_run_says_it_all_and_writes_nothing(tmp_path: Path) -> None:
    values = tiny_values("pix2pix", tmp_path)
    config = written(values, tmp_path)
    before = entries(tmp_path)
    result = CliRunner().invoke(app, ["train", str(config), "--dry-run", "--set", "schedule.size=16"])
    assert result.exit_code == 0, result.output
    assert entries(tmp_path) == before
    (count,) = count_pictures(parse_config(values).data)
    for words in (
        "Recipe: pix2pix",
        f"Pairs: {count.trained} to train on, {count.held_out} held out, chosen by their content.",
        "Size: 16 pixels.",
        "from 0 to 32 pictures, 8 steps of 4.",
        f"Folder: {values['folder']} (would be made).",
        "Time: not known; `ganvas trial` with this configuration measures it.",
        "Nothing was written.",
    ):
        assert words in result.stdout


def test_a_dry_run_of_a_run_that_goes_on_tells_from_where_and_how_long(tmp_path: Path) -> None:
    values = tiny_values("pix2pix", tmp_path)
    config, folder = written(values, tmp_path), Path(values["folder"])
    refused = CliRunner().invoke(app, ["train", str(config), "--dry-run", "--resume"])
    assert refused.exit_code == 1
    path = checkpoint_path(folder, 8)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"")
    (folder / "events.jsonl").write_text('{"event": "progress", "seen": 8, "per_second": 0.2}\n')
    before = entries(tmp_path)
    result = CliRunner().invoke(app, ["train", str(config), "--dry-run", "--resume"])
    assert "from 8 to 32 pictures, 6 steps of 4." in result.stdout
    assert "Time: about 2 min at the speed of the last session." in result.stdout
    assert CliRunner().invoke(app, ["train", str(config), "--dry-run"]).exit_code == 1
    assert entries(tmp_path) == before


SPEAKING = re.compile("[Pp]ictures (seen )?(before|until|within)")
# Every setting that is a number of pictures by which something begins or ends, with the recipes that have it.
COUNTED = {
    ("bicyclegan", "gan_ramp"),
    ("discogan", "curriculum"),
    ("glo", "gan_ramp"),
    ("material", "discriminator_first"),
    ("material", "gan_from"),
    ("material", "gan_ramp"),
    ("stylegan2", "blur_pictures"),
    ("stylegan2", "discriminator_first"),
}


def test_counted_settings_are_declared_so() -> None:
    declared = {
        (name, key)
        for name, info in RECIPE_INFOS.items()
        for key, field in info.settings.model_fields.items()
        if isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get("seen")
    }
    assert declared == COUNTED
    # What speaks of pictures until which something goes on is one of them.
    speaking = {
        (name, key)
        for name, info in RECIPE_INFOS.items()
        for key, field in info.settings.model_fields.items()
        if field.annotation is int
        and re.search(r"[Pp]ictures (seen )?(before|until|within)", field.description or "")
    }
    assert speaking <= COUNTED


@pytest.mark.parametrize(("recipe", "key"), sorted(COUNTED))
def test_what_ends_after_the_run_is_told(recipe: str, key: str, tmp_path: Path) -> None:
    values = tiny_values(recipe, tmp_path)
    values["settings"] = {**values.get("settings", {}), key: 1_000_000}
    said = [str(sentence) for sentence in beyond_the_run(parse_config(values))]
    assert any(f"settings.{key} is 1,000,000 pictures" in sentence for sentence in said)
    values["schedule"]["pictures"] = 2_000_000
    said = [str(sentence) for sentence in beyond_the_run(parse_config(values))]
    assert not any(f"settings.{key}" in sentence for sentence in said)


@pytest.mark.parametrize("recipe", sorted(RECIPE_INFOS))
@pytest.mark.parametrize("laptop", [False, True])
def test_no_recipe_outlasts_its_own_run(recipe: str, laptop: bool, tmp_path: Path) -> None:
    values = tiny_values(recipe, tmp_path)
    # As a person begins: nothing but what has no default.
    needed = {
        key: values["settings"][key] for key in ("generator", "attributes") if key in values["settings"]
    }
    begun = {"recipe": recipe, "name": "mine", "folder": str(tmp_path / "new"), "data": values["data"]}
    begun |= {"settings": needed} if needed else {}
    config = parse_config(with_laptop(begun) if laptop else begun)
    assert beyond_the_run(config) == []


def test_a_schedule_that_outlasts_its_run_is_told(tmp_path: Path) -> None:
    values = tiny_values("material", tmp_path)
    values["schedule"] |= {
        "decay_from": 500_000,
        "smaller_first": [{"until": 600_000, "size": 32}],
        "size": 64,
    }
    said = "\n".join(map(str, beyond_the_run(parse_config(values))))
    assert "schedule.decay_from is 500,000 pictures" in said
    assert "schedule.smaller_first (32 pixels) is 600,000 pictures" in said


def test_check_and_a_dry_run_tell_what_ends_after_the_run(tmp_path: Path) -> None:
    values = tiny_values("discogan", tmp_path)
    values["settings"] = {**values.get("settings", {}), "curriculum": 640_000}
    config = written(values, tmp_path)
    for words in (["check", str(config)], ["train", str(config), "--dry-run"]):
        result = CliRunner().invoke(app, words)
        assert result.exit_code == 0, result.output
        assert "settings.curriculum is 640,000 pictures, and the run ends after 32" in result.stdout
