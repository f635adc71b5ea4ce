"""Forms that official code offers besides its published one: zero padding, leaky ReLU, affine norms."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from app.__main__ import main
from engine.architectures.munit import MunitGenerator
from engine.architectures.registry import build
from engine.architectures.tiled import TiledNetwork, tiled_config
from engine.bundle.bundle import open_bundle
from engine.checkpoints.registry import load_state
from trainer.bundling.import_files import gather
from trainer.bundling.import_questions import assumptions, questions
from trainer.bundling.imported import ImportOptions

WIDTHS, STYLE_WIDTHS, BLOCKS, STYLE = [4, 6, 8], [4, 6, 8, 8], 2, 3


class Plain:
    """MUNIT's networks (Huang et al. 2018) as their paper and settings tell them, one operation a line."""

    def __init__(self, state: dict[str, Tensor], padding: str, rectifier: str) -> None:
        self.state, self.mode = state, "constant" if padding == "zero" else "reflect"
        self.active = F.relu if rectifier == "relu" else lambda x: F.leaky_relu(x, 0.2)

    def conv(self, x: Tensor, name: str, width: int, stride: int = 1) -> Tensor:
        x = F.pad(x, (width,) * 4, mode=self.mode)
        return F.conv2d(x, self.state[f"{name}.conv.weight"], self.state[f"{name}.conv.bias"], stride)

    def instance(self, x: Tensor, name: str) -> Tensor:
        weight, bias = (self.state.get(f"{name}.norm.{part}") for part in ("weight", "bias"))
        return F.instance_norm(x, weight=weight, bias=bias)

    def content(self, x: Tensor) -> Tensor:
        x = self.active(self.instance(self.conv(x, "enc_content.model.0", 3), "enc_content.model.0"))
        for number in range(1, len(WIDTHS)):
            name = f"enc_content.model.{number}"
            x = self.active(self.instance(self.conv(x, name, 1, 2), name))
        for block in range(BLOCKS):
            first, second = (f"enc_content.model.{len(WIDTHS)}.model.{block}.model.{n}" for n in (0, 1))
            inner = self.active(self.instance(self.conv(x, first, 1), first))
            x = x + self.instance(self.conv(inner, second, 1), second)
        return x

    def style(self, x: Tensor) -> Tensor:
        x = self.active(self.conv(x, "enc_style.model.0", 3))
        for number in range(1, len(STYLE_WIDTHS)):
            x = self.active(self.conv(x, f"enc_style.model.{number}", 1, 2))
        name = f"enc_style.model.{len(STYLE_WIDTHS) + 1}"
        mean = x.mean(dim=(2, 3), keepdim=True)
        return F.conv2d(mean, self.state[f"{name}.weight"], self.state[f"{name}.bias"]).flatten(1)

    def decoded(self, x: Tensor, code: Tensor) -> Tensor:
        for layer in range(3):
            weight, bias = (self.state[f"mlp.model.{layer}.fc.{part}"] for part in ("weight", "bias"))
            code = F.linear(code, weight, bias)
            code = self.active(code) if layer < 2 else code
        parts = code.split(WIDTHS[-1], dim=1)
        for block in range(BLOCKS):
            inner = x
            for number in range(2):
                place = 4 * block + 2 * number
                inner = self.conv(inner, f"dec.model.0.model.{block}.model.{number}", 1)
                inner = F.instance_norm(inner) * parts[place + 1][..., None, None]
                inner = inner + parts[place][..., None, None]
                inner = self.active(inner) if number == 0 else inner
            x = x + inner
        for number in range(len(WIDTHS) - 1):
            name = f"dec.model.{2 * number + 2}"
            x = self.conv(F.interpolate(x, scale_factor=2, mode="nearest"), name, 2)
            mean, deviation = x.mean((1, 2, 3), keepdim=True), x.std((1, 2, 3), keepdim=True)
            x = (x - mean) / (deviation + 1e-5) * self.state[f"{name}.norm.gamma"][:, None, None]
            x = self.active(x + self.state[f"{name}.norm.beta"][:, None, None])
        return torch.tanh(self.conv(x, f"dec.model.{2 * len(WIDTHS) - 1}", 3))


def munit_state(seed: int, *, affine: bool) -> dict[str, Tensor]:
    torch.manual_seed(seed)
    config = {"widths": WIDTHS, "style_widths": STYLE_WIDTHS, "residual_blocks": BLOCKS, "style_size": STYLE}
    network = build("munit_generator", {**config, "mlp_width": 10, "affine": affine})
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            parameter.copy_(torch.randn_like(parameter) * (0.5 if "norm" in name else 0.2))
    return network.state_dict()


@pytest.mark.parametrize("affine", [False, True])
@pytest.mark.parametrize("rectifier", ["relu", "leaky"])
@pytest.mark.parametrize("padding", ["reflect", "zero"])
def test_munit_in_every_form_is_what_its_settings_say(
    tmp_path: Path, padding: str, rectifier: str, affine: bool
) -> None:
    states = [munit_state(seed, affine=affine) for seed in (1, 2)]
    torch.save({"a": states[0], "b": states[1]}, tmp_path / "gen.pt")
    options = ImportOptions(size=32, padding=padding, activation=rectifier)
    scanned, content = gather([tmp_path / "gen.pt"], options=options)
    modules = {network.name: network.module for network in content.networks}
    plain = Plain(states[0], padding, rectifier), Plain(states[1], padding, rectifier)
    image, code = torch.rand(2, 3, 32, 32) * 2 - 1, torch.randn(2, STYLE)
    with torch.inference_mode():
        features = modules["content_a"](image)
        torch.testing.assert_close(features, plain[0].content(image), rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(modules["style_b"](image), plain[1].style(image), rtol=1e-4, atol=1e-5)
        made = modules["decoder_b"](features, code)
        torch.testing.assert_close(made, plain[1].decoded(features, code), rtol=1e-4, atol=1e-5)
    for network in (one for one in content.networks if not isinstance(one.module, TiledNetwork)):
        # A bundle's networks are built again of what it says of them.
        again = build(network.architecture, network.config)
        again.load_state_dict(network.module.state_dict())
        with torch.inference_mode():
            inputs = [features, code] if "decoder" in network.name else [image]
            torch.testing.assert_close(again.eval()(*inputs), network.module(*inputs))
    assert not [line for line in assumptions(scanned, content, options, family=None) if "--padding" in line]
    lines = assumptions(scanned, content, ImportOptions(), family=None)
    assert sum("--padding zero" in line or "--activation leaky" in line for line in lines) == 2
    assert {"padding", "activation"} <= {question.key for question in questions(scanned, content)}


def test_munit_as_published_is_unchanged() -> None:
    state = munit_state(3, affine=False)
    found = load_state(state)
    assert isinstance(found.network, MunitGenerator)
    assert "affine" not in found.config
    image = torch.rand(1, 3, 16, 16)
    with torch.inference_mode():
        content, _ = found.network(image)
        torch.testing.assert_close(
            content, Plain(state, "reflect", "relu").content(image), atol=1e-5, rtol=1e-4
        )


def resnet(bias: bool) -> nn.Sequential:
    """junyanz's residual generator with `InstanceNorm2d(affine=True)` for its norm."""

    def block(channels: int) -> nn.Module:
        class Block(nn.Module):
            def __init__(self) -> None:
                super().__init__()
                layers: list[nn.Module] = []
                for last in (False, True):
                    conv = nn.Conv2d(channels, channels, 3, bias=bias)
                    layers += [nn.ReflectionPad2d(1), conv, nn.InstanceNorm2d(channels, affine=True)]
                    layers += [] if last else [nn.ReLU()]
                self.conv_block = nn.Sequential(*layers)

            def forward(self, x: Tensor) -> Tensor:
                return x + self.conv_block(x)

        return Block()

    layers: list[nn.Module] = [nn.ReflectionPad2d(3), nn.Conv2d(3, 4, 7, bias=bias)]
    layers += [nn.InstanceNorm2d(4, affine=True), nn.ReLU()]
    for a, b in pairwise((4, 8, 16)):
        layers += [nn.Conv2d(a, b, 3, 2, 1, bias=bias), nn.InstanceNorm2d(b, affine=True), nn.ReLU()]
    layers += [block(16), block(16)]
    for a, b in pairwise((16, 8, 4)):
        up = nn.ConvTranspose2d(a, b, 3, 2, 1, output_padding=1, bias=bias)
        layers += [up, nn.InstanceNorm2d(b, affine=True), nn.ReLU()]
    return nn.Sequential(*layers, nn.ReflectionPad2d(3), nn.Conv2d(4, 3, 7), nn.Tanh())


class Level(nn.Module):
    def __init__(self, layers: list[nn.Module], *, outermost: bool = False) -> None:
        super().__init__()
        self.model, self.outermost = nn.Sequential(*layers), outermost

    def forward(self, x: Tensor) -> Tensor:
        made: Tensor = self.model(x)
        return made if self.outermost else torch.cat([x, made], dim=1)


def u_net() -> Level:
    """junyanz's U-Net with `InstanceNorm2d(affine=True)` for its norm; convolutions have biases then."""
    widths = [4, 6, 8, 8]
    level: Level | None = None
    for outer, inner in reversed(list(pairwise(widths))):
        norm = [] if level is None else [nn.InstanceNorm2d(inner, affine=True), level]
        up = nn.ConvTranspose2d(inner if level is None else 2 * inner, outer, 4, 2, 1)
        down = [nn.LeakyReLU(0.2), nn.Conv2d(outer, inner, 4, 2, 1)]
        level = Level([*down, *norm, nn.ReLU(), up, nn.InstanceNorm2d(outer, affine=True)])
    assert level is not None
    first, last = nn.Conv2d(3, 4, 4, 2, 1), nn.ConvTranspose2d(8, 3, 4, 2, 1)
    return Level([first, level, nn.ReLU(), last, nn.Tanh()], outermost=True)


@pytest.mark.parametrize("what", ["resnet", "resnet without biases", "u-net"])
def test_affine_instance_norms_are_read_off_the_keys(what: str) -> None:
    torch.manual_seed(4)
    network = u_net() if what == "u-net" else resnet(bias=what == "resnet")
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.copy_(torch.randn_like(parameter) * 0.3)
    prefix = "model."
    found = load_state({prefix + name: tensor for name, tensor in network.state_dict().items()})
    assert found.config["norm"] == "affine_instance"
    image = torch.rand(2, 3, 32, 32) * 2 - 1
    with torch.inference_mode():
        torch.testing.assert_close(found.network(image), network(image), rtol=1e-4, atol=1e-5)
        flat = build(found.architecture, {**found.config, "norm": "instance"}).eval()
        held = {name: found.network.state_dict()[name] for name in flat.state_dict()}
        flat.load_state_dict(held)
        assert (flat(image) - network(image)).abs().max() > 1e-2, "its parameters count"


def test_affine_norms_keep_their_parameters_where_a_picture_is_made_in_tiles() -> None:
    torch.manual_seed(5)
    config = {"width": 4, "blocks": 1, "norm": "affine_instance"}
    network = build("resnet_generator", config).eval()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.copy_(torch.randn_like(parameter) * 0.4)
    own = tiled_config("resnet_generator", config, network, styled=False)
    image = torch.rand(1, 3, 16, 16) * 2 - 1
    with torch.inference_mode():
        expected = network(image)
        tiled = TiledNetwork(network, own["halo"], own["statistics"], styled=False)
        statistics = torch.zeros(1, own["statistics"])
        for _ in range(12):
            # Each run gets one norm more right: what it sees is what the norms before it give.
            made, moments = tiled(image, torch.ones(1, 1, 16, 16), statistics)
            mean, square = moments.chunk(2, dim=1)
            statistics = torch.cat([mean, (square - mean.square()).clamp(min=1e-12).log()], dim=1)
    torch.testing.assert_close(made, expected, rtol=1e-3, atol=1e-3)


def test_the_command_line_takes_the_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    states = [munit_state(seed, affine=False) for seed in (1, 2)]
    torch.save({"a": states[0], "b": states[1]}, tmp_path / "gen.pt")
    bundle = tmp_path / "gen.gmodel"
    command = ["import", str(tmp_path / "gen.pt"), "-o", str(bundle), "--size", "32"]
    assert main([*command, "--padding", "zero", "--activation", "leaky", "--json"]) == 0
    assert "--padding" not in capsys.readouterr().out
    networks = open_bundle(bundle).manifest.networks
    assert {(one.config["padding"], one.config["rectifier"]) for one in networks.values()} == {
        ("zero", "leaky")
    }
