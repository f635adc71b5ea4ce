"""BicycleGAN's and pix2pixHD's other forms: `--where_add input`, `--norm batch`, `--netE conv_256`."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from engine.architectures.registry import build
from engine.checkpoints.registry import load_state
from engine.errors import BundleError
from trainer.bundling.import_files import gather
from trainer.bundling.import_questions import assumptions, questions
from trainer.bundling.imported import ImportOptions

WIDTHS = [4, 6, 8, 8]


def norm_of(kind: str, channels: int) -> nn.Module:
    return nn.BatchNorm2d(channels) if kind == "batch" else nn.InstanceNorm2d(channels)


class Level(nn.Module):
    """One sequence a level; beside its result stands its input, which the next activation may not change."""

    def __init__(self, layers: list[nn.Module], *, outermost: bool) -> None:
        super().__init__()
        self.model, self.outermost = nn.Sequential(*layers), outermost

    def forward(self, x: Tensor) -> Tensor:
        made: Tensor = self.model(x)
        return made if self.outermost else torch.cat([made, x], dim=1)


def doubling(inputs: int, outputs: int, manner: str) -> list[nn.Module]:
    if manner == "basic":
        return [nn.ConvTranspose2d(inputs, outputs, 4, 2, 1)]
    return [
        nn.Upsample(scale_factor=2, mode="bilinear"),
        nn.ReflectionPad2d(1),
        nn.Conv2d(inputs, outputs, 3),
    ]


def published(channels: int, norm: str, manner: str) -> nn.Module:
    """The U-Net whose first convolution takes picture and code."""
    level: Level | None = None
    for outer, inner in reversed(list(pairwise(WIDTHS))):
        down = [nn.LeakyReLU(0.2), nn.Conv2d(outer, inner, 4, 2, 1)]
        middle = [] if level is None else [norm_of(norm, inner), level]
        up = [
            nn.ReLU(),
            *doubling(inner if level is None else 2 * inner, outer, manner),
            norm_of(norm, outer),
        ]
        level = Level([*down, *middle, *up], outermost=False)
    assert level is not None
    first = nn.Conv2d(channels, WIDTHS[0], 4, 2, 1)
    up = [nn.ReLU(), *doubling(2 * WIDTHS[0], 3, manner), nn.Tanh()]
    network = nn.Module()
    network.model = Level([first, level, *up], outermost=True)
    return with_numbers(network)


def with_numbers(network: nn.Module) -> nn.Module:
    """Not as they start, statistics neither."""
    torch.manual_seed(0)
    for name, tensor in network.state_dict().items():
        if tensor.is_floating_point():
            tensor.copy_(torch.rand_like(tensor) + 0.5 if "var" in name else torch.randn_like(tensor) * 0.3)
    return network.eval()


@pytest.mark.parametrize("manner", ["basic", "bilinear"])
@pytest.mark.parametrize("norm", ["instance", "batch"])
@pytest.mark.parametrize("picture", [1, 3])
def test_a_code_at_the_input_makes_the_published_picture(picture: int, norm: str, manner: str) -> None:
    network = published(picture + 8, norm, manner)
    found = load_state(network.state_dict())
    assert (found.family, found.config["input_channels"], found.config["latent_size"]) == (
        "bicyclegan",
        picture,
        8,
    )
    image, code = torch.rand(2, picture, 32, 32) * 2 - 1, torch.randn(2, 8)
    joined = torch.cat([image, code[:, :, None, None].expand(-1, -1, 32, 32)], dim=1)
    with torch.inference_mode():
        expected = network.model(joined)
        assert torch.allclose(found.network(image, code), expected, atol=1e-5)
    assert expected.std() > 0.01


@pytest.mark.parametrize("norm", ["instance", "batch"])
def test_the_convolutional_encoder_gives_the_published_codes(norm: str) -> None:
    network = nn.Module()
    network.conv = nn.Sequential(
        nn.Conv2d(3, 4, 4, 2, 1),
        nn.LeakyReLU(0.2),
        *(nn.Conv2d(4, 6, 4, 2, 1), norm_of(norm, 6), nn.LeakyReLU(0.2)),
        *(nn.Conv2d(6, 8, 4, 2, 1), norm_of(norm, 8), nn.LeakyReLU(0.2)),
        nn.AvgPool2d(8),
    )
    network.fc, network.fcVar = nn.Sequential(nn.Linear(8, 5)), nn.Sequential(nn.Linear(8, 5))
    found = load_state(with_numbers(network).state_dict())
    assert (found.family, found.role, found.architecture) == ("bicyclegan", "encoder", "conv_encoder")
    image = torch.rand(2, 3, 64, 64) * 2 - 1
    with torch.inference_mode():
        features = network.conv(image).flatten(1)
        mean, variance = found.network(image)
        assert torch.allclose(mean, network.fc(features), atol=1e-5)
        assert torch.allclose(variance, network.fcVar(features), atol=1e-5)


def saved(folder: Path, name: str, network: nn.Module) -> Path:
    torch.save(network.state_dict(), folder / name)
    return folder / name


@pytest.mark.parametrize(("length", "picture"), [(9, 3), (11, 1)])
def test_an_encoder_beside_it_tells_how_long_the_code_is(tmp_path: Path, length: int, picture: int) -> None:
    files = [
        saved(tmp_path, "g.pth", published(12, "instance", "basic")),
        saved(tmp_path, "e.pth", build("conv_encoder", {"widths": [4, 6], "latent_size": length})),
    ]
    scanned, content = gather(files)
    assert (content.latent_size, content.input_channels) == (length, picture)
    assert "encode_style" in content.capabilities
    assert "code" not in [question.key for question in questions(scanned, content)]
    assert not [
        line for line in assumptions(scanned, content, ImportOptions(), family=None) if "--code" in line
    ]


def test_without_an_encoder_it_is_asked_and_said(tmp_path: Path) -> None:
    path = saved(tmp_path, "g.pth", published(9, "instance", "basic"))
    scanned, content = gather([path])
    (asked,) = [question for question in questions(scanned, content) if question.key == "code"]
    assert (asked.choices, asked.default) == (("8", "6"), "8")
    assert "Taken to get a style of 8 numbers; others: --code 6." in assumptions(
        scanned, content, ImportOptions(), family=None
    )
    split = gather([path], options=ImportOptions(code=6))[1]
    assert (split.latent_size, split.input_channels, split.input_kind) == (6, 3, "photo")
    with pytest.raises(BundleError, match="code of 8 or 6 numbers, not of 7"):
        gather([path], options=ImportOptions(code=7))


def test_a_batch_normed_pix2pixhd_keeps_its_statistics(tmp_path: Path) -> None:
    config = {"width": 2, "blocks": 1, "input_channels": 5, "downsamplings": 1, "norm": "batch"}
    network = with_numbers(build("pix2pixhd_enhanced", config))
    content = gather([saved(tmp_path, "g.pth", network)], options=ImportOptions(size=32, edges=False))[1]
    labels = torch.randint(0, 5, (1, 1, 32, 32))
    hot = torch.zeros(1, 5, 32, 32).scatter_(1, labels, 1.0)
    with torch.inference_mode():
        made = content.networks[0].module(labels / 127.5 - 1)
        assert torch.allclose(made, network(hot), atol=1e-5)
