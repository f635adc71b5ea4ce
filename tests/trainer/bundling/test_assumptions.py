"""What an import assumes is said with the option that changes it; what is not understood, in one sentence."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from helpers.published_files import SMALL_MUNIT, SMALL_STYLEGAN2

from engine.architectures.registry import build
from engine.errors import TensorsError
from trainer.__main__ import app
from trainer.bundling.import_files import gather
from trainer.bundling.import_questions import assumptions
from trainer.bundling.imported import ImportOptions

U_NET = ("pix2pix_unet", {"widths": [4, 6, 8]})
RESNET = ("resnet_generator", {"width": 4, "blocks": 2})
SKETCHES = ("bicyclegan_unet", {"widths": [4, 6, 8], "latent_size": 3, "input_channels": 1})
LABELS = ("pix2pixhd_enhanced", {"width": 2, "blocks": 1, "input_channels": 5, "downsamplings": 1})
SPADE = ("spade_generator", {"labels": 9, "width": 1, "upsamplings": 5})
MUNIT = (
    "munit_generator",
    SMALL_MUNIT,
)
FACES = (
    "stylegan2_generator",
    {**SMALL_STYLEGAN2, "label_size": 3},
)
OF_PHOTOS = "The input is taken to show photos; if it does not: --input sketch"
ASSUMED: dict[str, tuple[list[tuple[str, dict[str, Any]]], list[str]]] = {
    "one U-Net": (
        [U_NET],
        [
            "Taken for pix2pix; if it is not: --as cyclegan.",
            f"{OF_PHOTOS} or --input labels.",
            "Taken to make pictures of 8 pixels a side; others: --size PIXELS.",
        ],
    ),
    "a sketch's generator": (
        [SKETCHES],
        [
            "The input is taken to show sketches; if it does not: --input photo or --input labels.",
            "Taken to make pictures of 8 pixels a side; others: --size PIXELS.",
        ],
    ),
    "two directions": (
        [RESNET, RESNET],
        [
            "Taken for cyclegan; if it is not: --as cut or --as pix2pix.",
            f"{OF_PHOTOS}.",
            "The result is taken to show photos; if it does not: --result sketch.",
            "Taken to go from A to B: g0.pth, and back: g1.pth; the other way round: --backwards.",
            "Taken to make pictures of 256 pixels a side; others: --size PIXELS.",
        ],
    ),
    "two domains": (
        [MUNIT, MUNIT],
        [
            f"{OF_PHOTOS}.",
            "The result is taken to show photos; if it does not: --result sketch.",
            "Taken to see reflections around pictures; if it is zeros: --padding zero.",
            "Taken to have ReLU behind its norms; if it is leaky ReLU: --activation leaky.",
            "Taken to go from A to B: g0.pth, and back: g1.pth; the other way round: --backwards.",
            "Taken to make pictures of 256 pixels a side; others: --size PIXELS.",
        ],
    ),
    "label maps with edges": (
        [LABELS],
        [
            "The label map's last channel is taken for instances' edges; if it is a class: --no-edges.",
            "Taken to make pictures of 512 pixels a side; others: --size PIXELS.",
        ],
    ),
    "SPADE": (
        [SPADE],
        [
            "The label map's channels are all taken for classes; if the last holds edges: --edges.",
            "Taken to double the size 5 times; if it does 6 times: --doublings 6.",
            "Taken to make pictures of 256 pixels a side; others: --size PIXELS.",
        ],
    ),
    "classes": ([FACES], ["Its 3 classes are known by their numbers; names: --classes NAME,NAME,..."]),
}


def files(folder: Path, systems: list[tuple[str, dict[str, Any]]]) -> list[Path]:
    paths = []
    for number, (architecture, config) in enumerate(systems):
        torch.manual_seed(number)
        paths.append(folder / f"g{number}.pth")
        torch.save(build(architecture, config).state_dict(), paths[-1])
    return paths


@pytest.mark.parametrize("what", ASSUMED)
def test_every_assumption_is_a_line_with_its_option(what: str, tmp_path: Path) -> None:
    systems, lines = ASSUMED[what]
    paths = files(tmp_path, systems)
    scanned, content = gather(paths)
    assert list(assumptions(scanned, content, ImportOptions(), family=None)) == lines
    assert all(len(line) <= 120 for line in lines)


@pytest.mark.parametrize("what", ASSUMED)
def test_what_a_person_has_said_is_no_assumption(what: str, tmp_path: Path) -> None:
    systems, _ = ASSUMED[what]
    paths = files(tmp_path, systems)
    classes = ("one", "two", "three") if what == "classes" else ()
    options = ImportOptions(32, "photo", "photo", True, False, 5, classes, None, None, "reflect", "relu")
    found = gather(paths)[0].family
    scanned, content = gather(paths, family=found, options=options)
    assert assumptions(scanned, content, options, family=found) == ()


def test_the_command_prints_what_it_assumed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (path,) = files(tmp_path, [U_NET])
    command = ["import", str(path), "-o", str(tmp_path / "a.gmodel")]
    app(command, standalone_mode=False)
    assert capsys.readouterr().out.splitlines()[1:4] == ASSUMED["one U-Net"][1]
    app([*command, "--json"], standalone_mode=False)
    assert json.loads(capsys.readouterr().out)["assumed"] == ASSUMED["one U-Net"][1]


def test_the_list_of_tensors_is_behind_verbose(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = build(*U_NET).state_dict()
    for name in list(state)[3:9]:
        state[f"{name}_other"] = state.pop(name)
    torch.save(state, tmp_path / "g.pth")
    command = ["import", str(tmp_path / "g.pth"), "-o", str(tmp_path / "a.gmodel")]
    with pytest.raises(TensorsError) as caught:
        app(command, standalone_mode=False)
    assert len(str(caught.value).splitlines()) == 1
    assert "_other" not in capsys.readouterr().err
    with pytest.raises(TensorsError):
        app([*command, "--verbose"], standalone_mode=False)
    assert capsys.readouterr().err.count("_other") == 6
