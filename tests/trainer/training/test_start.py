"""A run starts from what lies at a path, or from a model of the library by its name."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from helpers.known_translators import IDENTITY, known_translator
from helpers.tiny_recipes import tiny_values

from engine.architectures.registry import build
from engine.bundle.library import Library
from engine.errors import CheckpointError
from trainer.commands.preparing import problems
from trainer.settings.toml import write_toml
from trainer.training.start import find_start
from trainer.training.transfer import Start, read_start, take_over


def test_a_start_is_a_path_or_a_name_in_the_library(
    ganvas_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "own.gmodel"
    known_translator(file, {"generator": (IDENTITY, (0, 0, 0))})
    assert find_start(str(file)) == file
    with pytest.raises(CheckpointError, match="no such file or folder, and the library has"):
        find_start("known")
    installed = Library.default().install(file).path
    assert find_start("known") == installed
    # What lies there goes before what is only called so.
    monkeypatch.chdir(tmp_path)
    (tmp_path / "known").mkdir()
    assert find_start("known") == Path("known")


def test_check_knows_names_of_the_library(ganvas_home: Path, tmp_path: Path) -> None:
    file, config = tmp_path / "own.gmodel", tmp_path / "c.toml"
    known_translator(file, {"generator": (IDENTITY, (0, 0, 0))})
    write_toml({**tiny_values("pix2pix", tmp_path), "start": "known"}, config)
    (found,) = problems(config)
    assert found.startswith("start: A run cannot start from 'known'")
    Library.default().install(file)
    assert problems(config) == []


def test_one_generator_begins_the_way_from_a_to_b_where_a_run_trains_two() -> None:
    torch.manual_seed(0)
    given = torch.nn.Conv2d(3, 3, 3)
    both = {name: torch.nn.Conv2d(3, 3, 3) for name in ("generator_ab", "generator_ba")}
    networks = {**both, "discriminator_a": torch.nn.Conv2d(3, 1, 3)}
    other = both["generator_ba"].weight.clone()
    (taken,) = take_over(networks, Start({"generator": given.state_dict()}, {"generator": given}))
    assert (taken.network, taken.whole, taken.fresh) == ("generator_ab", ("weight", "bias"), ())
    assert torch.equal(both["generator_ab"].weight, given.weight)
    assert torch.equal(both["generator_ba"].weight, other)
    # A file of such a pair, and a run with one generator, are taken as they are called.
    two = {"generator_ab": given.state_dict(), "generator": both["generator_ba"].state_dict()}
    (taken,) = take_over(networks, Start(two))
    assert taken.network == "generator_ab"
    assert torch.equal(both["generator_ab"].weight, given.weight)
    with pytest.raises(CheckpointError, match="Nothing in the file"):
        take_over({"generator_ab": torch.nn.Conv2d(3, 3, 3)}, Start({"generator": given.state_dict()}))


U_NET = {"input_channels": 1, "output_channels": 3, "widths": [4, 8, 8, 8, 8]}
PATCHES = {"input_channels": 4, "widths": [4, 6, 8, 8]}


@pytest.mark.parametrize(
    "prefix", ["", "module.", "_orig_mod.", "netG_A.", "model.", "student.", "module.netG."]
)
def test_a_start_takes_off_what_wrappers_put_before_names(tmp_path: Path, prefix: str) -> None:
    networks = {"generator": build("pix2pix_unet", U_NET), "discriminator": build("patchgan", PATCHES)}
    for role, network in networks.items():
        path = tmp_path / f"{role}.pth"
        torch.save({prefix + name: tensor for name, tensor in network.state_dict().items()}, path)
        found = read_start(path).states[role]
        assert found.keys() == network.state_dict().keys()
        assert all(torch.equal(found[name], tensor) for name, tensor in network.state_dict().items())


def test_a_start_whose_names_nobody_knows_is_refused(tmp_path: Path) -> None:
    torch.save({"net.their.weight": torch.ones(3)}, tmp_path / "their.pth")
    with pytest.raises(CheckpointError, match="no importer knows"):
        read_start(tmp_path / "their.pth")
