"""`ganvas recipes NAME --toml` prints a file that a run could start with, and says what else it may hold."""

from __future__ import annotations

import re
import tomllib

import pytest
from typer.testing import CliRunner

from trainer.__main__ import app
from trainer.settings.describe import starting_toml, starting_values
from trainer.settings.registry import RECIPE_INFOS
from trainer.settings.run_config import parse_config


@pytest.mark.parametrize("recipe", sorted(RECIPE_INFOS))
def test_the_file_of_every_recipe_is_a_configuration_and_its_comments_tell_what_holds(recipe: str) -> None:
    text = starting_toml(recipe)
    config = parse_config(tomllib.loads(text))
    assert config == parse_config(starting_values(recipe))
    assert (config.recipe, config.data.kind) == (recipe, RECIPE_INFOS[recipe].data_kinds[0])
    # With every # taken away the same run begins: no comment tells of another value than the one that holds.
    spelt_out, count = re.subn(r"(?m)^#(?=[a-z_0-9]+ = )", "", text)
    assert count > 30
    assert parse_config(tomllib.loads(spelt_out)) == config


def test_the_command_prints_it_and_asks_for_a_recipe() -> None:
    result = CliRunner().invoke(app, ["recipes", "pix2pix", "--toml"])
    assert result.exit_code == 0
    assert result.stdout == starting_toml("pix2pix")
    assert CliRunner().invoke(app, ["recipes", "--toml"]).exit_code == 1
