"""Recipes describe themselves: forms, help, checks and the page of the documentation come from that alone."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
from helpers.tiny_model import tiny_values
from helpers.two_domains import TINY
from helpers.two_domains import tiny_values as two_domain_values
from hypothesis import given
from hypothesis import strategies as st

from engine.bundle.manifest import Capability
from engine.errors import ConfigurationError
from trainer.commands.preparing import problems
from trainer.recipes.registry import RECIPES
from trainer.settings.describe import (
    describe,
    describe_all,
    describe_shared,
    recipe_text,
    recipes_page,
    recipes_text,
)
from trainer.settings.fields import DATA_KINDS, ObjectiveName, Pipeline
from trainer.settings.registry import RECIPE_INFOS
from trainer.settings.run_config import RunConfig, parse_config, read_config
from trainer.settings.toml import to_toml, write_toml

ROOT = Path(__file__).parents[3]
CONFIGS = sorted((ROOT / "resources" / "configs").glob("*.toml"))
DESCRIPTIONS = describe_all()


@pytest.mark.parametrize("info", DESCRIPTIONS, ids=lambda info: info["name"])
def test_every_field_has_a_label_a_help_and_a_source(info: dict[str, Any]) -> None:
    for field in info["fields"]:
        for part in ("label", "help", "source"):
            assert field[part].strip(), f"{field['key']} has no {part}"
        assert field["help"].endswith("."), f"{field['key']}: the help is a sentence"
        assert len(field["label"]) <= 40, f"{field['key']}: the label fits a form"
    keys = [field["key"] for field in info["fields"]]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("info", DESCRIPTIONS, ids=lambda info: info["name"])
def test_defaults_lie_within_their_bounds_and_choices(info: dict[str, Any]) -> None:
    for field in info["fields"]:
        default = field["default"]
        if default is None:
            assert field["required"] or field["optional"], field["key"]
            continue
        if field["choices"]:
            assert default in field["choices"], field["key"]
        if field["minimum"] is not None:
            low, open_end = field["minimum"], "minimum" in field["excluded"]
            assert default > low if open_end else default >= low, field["key"]
        if field["maximum"] is not None:
            high, open_end = field["maximum"], "maximum" in field["excluded"]
            assert default < high if open_end else default <= high, field["key"]


@pytest.mark.parametrize("info", DESCRIPTIONS, ids=lambda info: info["name"])
def test_what_a_recipe_declares_exists(info: dict[str, Any]) -> None:
    assert info["goal"].endswith(".")
    assert info["enough"] > 0
    assert set(info["data_kinds"]) <= DATA_KINDS.keys()
    assert set(info["capabilities"]) <= set(get_args(Capability))
    known = {field["key"] for field in info["fields"]}
    for values in (*info["by_kind"].values(), *info["by_size"].values()):
        assert values.keys() <= known
    changed = {field["key"] for field in info["fields"] if field.get("changed")}
    assert RECIPES[info["name"]].info.defaults.keys() == changed


def minimal(name: str, **sections: Mapping[str, Any]) -> dict[str, Any]:
    """The least that a configuration of a recipe can be."""
    values: dict[str, Any] = {"recipe": name, "name": "x", "folder": "x", "data": {"sources": ["x"]}}
    needed = {"attributes": {"attributes": {"age": {"label": "age"}}}, "psp": {"generator": "x"}}
    if name in needed:
        values["settings"] = needed[name]
    for section, inner in sections.items():
        values[section] = {**values.get(section, {}), **inner}
    return values


def value_of(config: RunConfig, key: str) -> Any:
    value: Any = config.model_dump(mode="json")
    for part in key.split("."):
        value = value[part]
    return value


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_a_configuration_that_says_nothing_gets_what_the_form_shows(name: str) -> None:
    info, given_keys = (
        describe(name),
        {"name", "folder", "data.sources", "settings.attributes", "settings.generator"},
    )
    config = parse_config(minimal(name))
    expected = {field["key"]: field["default"] for field in info["fields"] if field["key"] not in given_keys}
    expected |= info["by_kind"][info["data_kinds"][0]]
    expected |= info["by_size"].get(str(expected["schedule.size"]), {})
    assert {key: value_of(config, key) for key in expected} == expected


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_every_kind_and_size_that_is_offered_is_valid(name: str) -> None:
    info = describe(name)
    for kind in info["data_kinds"]:
        config = parse_config(minimal(name, data={"kind": kind}))
        assert {key: value_of(config, key) for key in info["by_kind"][kind]} == info["by_kind"][kind]
    for size, values in info["by_size"].items():
        config = parse_config(minimal(name, schedule={"size": int(size)}))
        assert config.schedule.size == int(size)
        assert {key: value_of(config, key) for key in values} == values


def test_what_is_given_goes_before_what_a_recipe_declares() -> None:
    config = parse_config(minimal("unit", optimiser={"learning_rate": 0.5}, schedule={"batch_size": 7}))
    assert (config.optimiser.learning_rate, config.optimiser.weight_decay) == (0.5, 1e-4)
    assert config.schedule.batch_size == 7
    assert parse_config(minimal("vae", schedule={"size": 128})).settings.model_dump()["resolution"] == 128
    with pytest.raises(ConfigurationError, match=r"schedule\.size must be settings\.resolution"):
        parse_config(minimal("vae", schedule={"size": 128}, settings={"resolution": 64}))


@pytest.mark.parametrize("name", ["bicyclegan", *sorted(TINY)])
def test_a_bundle_can_what_its_recipe_declares(name: str) -> None:
    values = tiny_values("x") if name == "bicyclegan" else two_domain_values(name, "x")
    config = parse_config(values)
    recipe = RECIPES[name](config.settings)  # type: ignore[arg-type]
    networks = {part: recipe.networks[part].eval() for part in recipe.info.averaged}
    content = recipe.bundle(networks, config.schedule.size)
    assert tuple(content.capabilities) == recipe.info.capabilities
    assert recipe.info.networks.keys() <= recipe.networks.keys() | recipe.frozen.keys()


def test_the_page_is_up_to_date() -> None:
    written = (ROOT / "docs" / "recipes.md").read_text("utf-8")
    assert written == recipes_page(DESCRIPTIONS, describe_shared()), "run `make docs`"


def test_a_terminal_is_told_every_setting() -> None:
    info = describe("pix2pix")
    text = recipe_text(info)
    for field in info["fields"]:
        assert f"  {field['key']} = " in text
    assert "Isola et al. 2017, equation 4" in text
    assert max(map(len, text.splitlines())) <= 140
    assert all(name in recipes_text(DESCRIPTIONS) for name in RECIPES)


NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-(2**63), 2**63 - 1),
        st.floats(allow_nan=False),
        st.text(st.characters(exclude_categories=["Cs"])),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=12,
)


@given(st.dictionaries(NAMES, VALUES, max_size=5))
def test_toml_reads_back_to_exactly_what_was_written(values: dict[str, Any]) -> None:
    assert tomllib.loads(to_toml(values)) == values


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_a_whole_configuration_survives_the_dialog_s_writing(path: Path, tmp_path: Path) -> None:
    config = read_config(path)
    write_toml(config.model_dump(mode="json"), tmp_path / "again.toml")
    assert read_config(tmp_path / "again.toml") == config


def test_what_no_configuration_holds_is_refused() -> None:
    with pytest.raises(TypeError, match="no place"):
        to_toml({"a": object()})
    with pytest.raises(TypeError, match="is a text"):
        to_toml({"a": {1: 2}})
    assert to_toml({"a": None, "b": {"c": None, "d": 1}}) == "[b]\nd = 1\n"


def test_a_check_names_everything_that_would_stop_a_run(tmp_path: Path) -> None:
    path = tmp_path / "run.toml"
    write_toml(minimal("pix2pix", settings={"lambda_l2": 3}, schedule={"batchsize": 2}), path)
    assert problems(path) == [
        "settings.lambda_l2: there is no such key; did you mean 'lambda_l1'?",
        "schedule.batchsize: there is no such key; did you mean 'batch_size'?",
    ]
    write_toml({**minimal("psp"), "start": "gone.gmodel"}, path)
    info = "\n".join(problems(path))
    assert "'x' does not exist" in info
    assert "start: A run cannot start from 'gone.gmodel'" in info
    assert "settings.generator: 'x' does not exist" in info


def run_python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-c", code, *arguments]
    return subprocess.run(line, check=False, cwd=ROOT, capture_output=True, text=True)


def test_describing_and_checking_need_no_torch(tmp_path: Path) -> None:
    write_toml(minimal("pix2pix", data={"sources": [str(tmp_path)]}), tmp_path / "run.toml")
    (tmp_path / "broken.toml").write_text("recipe = ")
    done = run_python(
        "import sys\n"
        "from pathlib import Path\n"
        "from trainer.commands.preparing import problems\n"
        "from trainer.settings.describe import describe_all\n"
        "print(len(describe_all()), len(problems(Path(sys.argv[1]))), problems(Path(sys.argv[2]))[0])\n"
        "print({'torch', 'torchvision', 'accelerate'} & set(sys.modules))",
        str(tmp_path / "run.toml"),
        str(tmp_path / "broken.toml"),
    )
    info, loaded = done.stdout.splitlines()
    assert info.startswith(f"{len(RECIPES)} 1 ")
    assert "is not TOML" in info
    assert loaded == "set()"


@pytest.mark.parametrize(
    "command", [["recipes", "pix2pix"], ["recipes", "--json"], ["check", "missing.toml"]]
)
def test_ganvas_describes_and_checks_without_torch(command: list[str]) -> None:
    done = run_python(
        "import sys\nfrom app.__main__ import main\ncode = main(sys.argv[1:])\n"
        "assert not {'torch', 'PySide6'} & set(sys.modules)\nsys.exit(code)",
        *command,
    )
    assert "Assertion" not in done.stderr
    assert done.returncode == (1 if "check" in command else 0), done.stderr


def test_every_declaration_has_a_recipe_and_every_recipe_its_declaration() -> None:
    assert RECIPES.keys() == RECIPE_INFOS.keys()
    for name, recipe in RECIPES.items():
        assert recipe.info is RECIPE_INFOS[name]
        assert set(recipe.info.averaged) <= {*recipe.info.networks}


def test_choices_by_name_are_those_that_exist() -> None:
    from trainer.parts.ada import PIPELINES
    from trainer.parts.losses import OBJECTIVES

    assert OBJECTIVES.keys() == set(get_args(ObjectiveName))
    assert PIPELINES.keys() == set(get_args(Pipeline))


def test_launching_needs_no_torch() -> None:
    assert run_python("import sys, trainer.runs.launch; sys.exit('torch' in sys.modules)").returncode == 0
