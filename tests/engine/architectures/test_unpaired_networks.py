"""Networks of CycleGAN, UNIT, MUNIT and DRIT: published names and sizes, old files, their maths."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import torch
from torch.nn import functional as F

from engine.architectures.munit import GrowingBlock
from engine.architectures.registry import build
from engine.architectures.tiled import reach
from engine.checkpoints.registry import load_state

KEYS = Path(os.environ.get("GANVAS_KEYS", Path(__file__).parents[3] / ".." / "shared" / "design" / "keys"))
FULL = [
    ("CycleGAN_net_G_resnet_9blocks_instance", "resnet_generator", 11_378_179),
    ("CycleGAN_net_D_basic_instance", "patchgan", 2_764_737),
    ("MUNIT_gen_a", "munit_generator", 15_026_187),
    ("MUNIT_dis_a", "munit_discriminator", 8_271_171),
    ("UNIT_gen_a", "unit_generator", 11_140_483),
    ("DRIT_enc_c", "drit_content_encoder", 9_018_112),
    ("DRIT_enc_a_concat", "drit_variational_encoder", 2_688_160),
    ("DRIT_enc_a_featurewise", "drit_attribute_encoder", 5_529_872),
    ("DRIT_gen_concat", "drit_concat_generator", 9_564_710),
    ("DRIT_gen_featurewise", "drit_feature_wise_generator", 17_146_374),
    ("DRIT_disContent", "drit_content_discriminator", 10_683_649),
    ("DRIT_disA_multiscale3", "drit_discriminator", 8_271_171),
]


@pytest.mark.parametrize(("name", "architecture", "parameters"), FULL)
def test_published_files_are_recognised_at_full_width(name: str, architecture: str, parameters: int) -> None:
    path = KEYS / f"{name}.txt"
    if not path.is_file():
        pytest.skip("no key lists: set GANVAS_KEYS to run this")
    shapes = {}
    for line in path.read_text().splitlines():
        if line and not line.startswith("#"):
            key, shape, _ = line.split("\t")
            shapes[key] = tuple(int(side) for side in re.findall(r"\d+", shape))
    # Shapes alone: nothing is allocated.
    with torch.device("meta"):
        found = load_state({key: torch.empty(shape) for key, shape in shapes.items()})
    assert found.architecture == architecture
    assert {key: tuple(t.shape) for key, t in found.network.state_dict().items()} == shapes
    assert sum(parameter.numel() for parameter in found.network.parameters()) == parameters


def test_statistics_of_old_instance_norms_are_left_out() -> None:
    network = build("resnet_generator", {"width": 4, "blocks": 2})
    old = dict(network.state_dict())
    for place in ("model.2", "model.5", "model.10.conv_block.2", "model.10.conv_block.6"):
        old |= {f"{place}.running_mean": torch.ones(4), f"{place}.running_var": torch.ones(4)}
    image = torch.rand(1, 3, 16, 16) * 2 - 1
    with torch.inference_mode():
        torch.testing.assert_close(load_state(old).network(image), network.eval()(image))


def test_statistics_of_batch_norms_are_kept() -> None:
    network = build("resnet_generator", {"width": 4, "blocks": 1, "norm": "batch"})
    network.get_buffer("model.2.running_mean").fill_(0.5)
    image = torch.rand(1, 3, 16, 16) * 2 - 1
    with torch.inference_mode():
        torch.testing.assert_close(load_state(network.state_dict()).network(image), network.eval()(image))


def test_old_munit_files_lose_the_encoder_s_statistics_and_nothing_else() -> None:
    network = build("munit_generator", {"widths": [4, 8], "style_widths": [4, 8], "residual_blocks": 1})
    old = dict(network.state_dict())
    old |= {f"enc_content.model.0.norm.{name}": torch.ones(4) for name in ("running_mean", "running_var")}
    found = load_state(old)
    for name, tensor in network.state_dict().items():
        assert torch.equal(found.network.state_dict()[name], tensor)


def test_adain_takes_means_first_and_deviations_second() -> None:
    decoder = build(
        "munit_decoder", {"widths": [4, 6], "residual_blocks": 2, "style_size": 3, "mlp_width": 5}
    )
    norm = decoder.get_submodule("dec.model.0.model.0.model.0.norm")
    features = torch.randn(2, 6, 9, 7)
    wanted_mean, wanted_deviation = torch.randn(2, 6), torch.rand(2, 6) + 0.5
    made = norm(features, torch.cat([wanted_mean, wanted_deviation], dim=1))
    torch.testing.assert_close(made.mean(dim=(2, 3)), wanted_mean, rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(made.std(dim=(2, 3), correction=0), wanted_deviation, rtol=1e-3, atol=1e-4)


def test_one_content_in_two_styles_is_two_pictures() -> None:
    torch.manual_seed(0)
    decoder = build("munit_decoder", {"widths": [4, 6], "residual_blocks": 1, "mlp_width": 8}).eval()
    content = torch.randn(1, 6, 8, 8).expand(2, -1, -1, -1)
    first, second = decoder(content, torch.randn(2, 8))
    assert not torch.allclose(first, second, atol=1e-3)


@pytest.mark.parametrize("generator", ["drit_concat", "drit_feature_wise"])
def test_a_domain_s_drit_decoder_is_a_part_of_the_whole(generator: str) -> None:
    config = {"channels": 8, "blocks": 2, "upsamplings": 2, "style_size": 3}
    whole = build(f"{generator}_generator", config).eval()
    part = build(f"{generator}_decoder", config).eval()
    for number, stage in enumerate(whole.stages("b")):
        part.dec[number] = stage
    for name in ("dec_share", "mlp"):
        shared = getattr(whole, name, None) or getattr(whole, name + "B", None)
        if shared is not None:
            setattr(part, name, shared)
    content, code = torch.randn(2, 8, 5, 4), torch.randn(2, 3)
    with torch.inference_mode():
        torch.testing.assert_close(part(content, code), whole(content, code, "b"))
        assert not torch.allclose(whole(content, code, "a"), whole(content, code, "b"))


def test_drit_s_noise_is_for_training_alone() -> None:
    encoder = build("drit_content_encoder", {"width": 2, "blocks": 1})
    image = torch.rand(1, 3, 16, 16)
    encoder.train()
    assert not torch.equal(encoder(image), encoder(image))
    encoder.eval()
    assert torch.equal(encoder(image), encoder(image))


def test_discogan_s_generator_keeps_the_size_and_the_range() -> None:
    generator = build("discogan_generator", {"widths": [4, 6, 8], "bottleneck": 5}).eval()
    with torch.inference_mode():
        made = generator(torch.rand(2, 3, 64, 64) * 2 - 1)
    assert made.shape == (2, 3, 64, 64)
    assert float(made.abs().max()) < 1


@pytest.mark.parametrize("shape", [(2, 2), (3, 2), (7, 5), (16, 16)])
def test_growing_for_a_third_of_the_products_gives_the_same_numbers(shape: tuple[int, int]) -> None:
    torch.manual_seed(0)
    block = GrowingBlock(6, 4).double()
    features = torch.randn(2, 6, *shape, dtype=torch.float64, requires_grad=True)
    plain = block.activation(block.norm(block.conv(block.pad(block.up(features)))))
    grown = block(features)
    torch.testing.assert_close(grown, plain)
    weights = [features, *block.parameters()]
    seed = torch.randn_like(plain)
    for mine, theirs in zip(
        torch.autograd.grad(grown, weights, seed), torch.autograd.grad(plain, weights, seed), strict=True
    ):
        torch.testing.assert_close(mine, theirs)


def cut_state(width: int = 4, blocks: int = 2) -> dict[str, torch.Tensor]:
    """A generator's tensors as CUT's program numbers its layers, filters among them."""
    state: dict[str, torch.Tensor] = {}

    def conv(name: str, outputs: int, inputs: int, side: int) -> None:
        state[f"{name}.weight"] = torch.randn(outputs, inputs, side, side) / (inputs * side * side) ** 0.5
        state[f"{name}.bias"] = torch.randn(outputs) * 0.1

    def kernel(name: str, taps: tuple[int, ...], channels: int, total: float) -> None:
        line = torch.tensor(taps, dtype=torch.float32)
        square = line[:, None] * line
        state[f"{name}.filt"] = (square / square.sum() * total).repeat(channels, 1, 1, 1)

    conv("model.1", width, 3, 7)
    for level, number in enumerate((4, 8)):
        conv(f"model.{number}", width * 2 ** (level + 1), width * 2**level, 3)
        kernel(f"model.{number + 3}", (1, 2, 1), width * 2 ** (level + 1), 1)
    for block in range(12, 12 + blocks):
        for place in (1, 5):
            conv(f"model.{block}.conv_block.{place}", 4 * width, 4 * width, 3)
    after = 12 + blocks
    for level, number in enumerate((after, after + 4)):
        kernel(f"model.{number}", (1, 3, 3, 1), 4 * width // 2**level, 4)
        conv(f"model.{number + 1}", 2 * width // 2**level, 4 * width // 2**level, 3)
    conv(f"model.{after + 9}", 3, width, 7)
    return state


def cut_picture(state: dict[str, torch.Tensor], x: torch.Tensor, blocks: int = 2) -> torch.Tensor:
    """Park et al. 2020, as published: plain convolutions, fixed filters around them."""

    def conv(name: str, x: torch.Tensor, reflected: int = 0, padding: int = 0) -> torch.Tensor:
        x = F.pad(x, [reflected] * 4, mode="reflect") if reflected else x
        return F.conv2d(x, state[f"{name}.weight"], state[f"{name}.bias"], padding=padding)

    x = F.relu(F.instance_norm(conv("model.1", x, 3)))
    for number in (4, 8):
        x = F.relu(F.instance_norm(conv(f"model.{number}", x, padding=1)))
        x = F.pad(x, [1] * 4, mode="reflect")
        x = F.conv2d(x, state[f"model.{number + 3}.filt"], stride=2, groups=x.shape[1])
    for block in range(12, 12 + blocks):
        inner = F.relu(F.instance_norm(conv(f"model.{block}.conv_block.1", x, 1)))
        x = x + F.instance_norm(conv(f"model.{block}.conv_block.5", inner, 1))
    after = 12 + blocks
    for number in (after, after + 4):
        grown = F.pad(x, [1] * 4, mode="replicate")
        grown = F.conv_transpose2d(
            grown, state[f"model.{number}.filt"], stride=2, padding=2, groups=x.shape[1]
        )
        x = F.relu(F.instance_norm(conv(f"model.{number + 1}", grown[:, :, 1:-1, 1:-1], padding=1)))
    return torch.tanh(conv(f"model.{after + 9}", x, 3))


@torch.inference_mode()
def test_cuts_filters_are_read_and_used() -> None:
    torch.manual_seed(0)
    state = cut_state()
    found = load_state(state)
    assert (found.family, found.config["downsamplings"], found.config["blocks"]) == ("cut", 2, 2)
    assert (found.config["filtered_down"], found.config["filtered_up"]) == (True, True)
    image = torch.rand(2, 3, 24, 16) * 2 - 1
    torch.testing.assert_close(found.network(image), cut_picture(state, image), rtol=0, atol=1e-5)


@torch.inference_mode()
def test_a_tile_of_cuts_generator_needs_no_more_than_its_reach() -> None:
    torch.manual_seed(0)
    network = build("resnet_generator", {"width": 3, "blocks": 1, "filtered_down": True, "filtered_up": True})
    convolutions = [module for module in network.modules() if isinstance(module, torch.nn.InstanceNorm2d)]
    for module in convolutions:
        # Without norms a place depends on its surroundings alone.
        module.forward = lambda features: features  # type: ignore[method-assign]
    far = reach(network) + 1
    image = torch.rand(1, 3, 4 * (far // 2 + 3), 4 * (far // 2 + 3))
    changed = image.clone()
    changed[:, :, 0, 0] += 1
    moved = (network(image) - network(changed)).abs().amax(dim=(0, 1))
    assert moved[0, 0] > 0
    assert moved[far:].max() == 0
    assert moved[:, far:].max() == 0
