"""Every variant of the junyanz layouts is recognised at full width, from names written by its rules alone."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine.architectures.registry import build
from engine.checkpoints.registry import load_state, recognise

Shapes = dict[str, tuple[int, ...]]


def u_net(side: int, norm: str, inputs: int = 3) -> Shapes:
    """A U-Net for pictures of that side; its dropout layers stand last in a block and number nothing."""
    levels = side.bit_length() - 1
    widths = [64 * min(8, 2**level) for level in range(levels)]
    biased = norm == "instance"
    shapes: Shapes = {"model.model.0.weight": (64, inputs, 4, 4)}
    shapes |= {"model.model.0.bias": (64,)} if biased else {}
    shapes |= {"model.model.3.weight": (128, 3, 4, 4), "model.model.3.bias": (3,)}
    prefix = "model.model.1.model."
    for level in range(1, levels):
        outer, inner, innermost = widths[level - 1], widths[level], level == levels - 1
        up, after = (3, 4) if innermost else (5, 6)
        shapes[f"{prefix}1.weight"] = (inner, outer, 4, 4)
        shapes[f"{prefix}{up}.weight"] = (inner if innermost else 2 * inner, outer, 4, 4)
        if biased:
            shapes |= {f"{prefix}1.bias": (inner,), f"{prefix}{up}.bias": (outer,)}
        else:
            shapes |= {} if innermost else batch_norm(f"{prefix}2", inner)
            shapes |= batch_norm(f"{prefix}{after}", outer)
        prefix += "3.model."
    return shapes


def res_net(blocks: int, norm: str, *, dropout: bool) -> Shapes:
    """CycleGAN's generator."""
    shapes: Shapes = {}

    def layer(number: str, weight: tuple[int, ...], channels: int, *, last: bool = False) -> None:
        shapes[f"{number}.weight"] = weight
        if norm == "instance" or last:
            shapes[f"{number}.bias"] = (channels,)
        if norm == "batch" and not last:
            head, _, place = number.rpartition(".")
            shapes.update(batch_norm(f"{head}.{int(place) + 1}", channels))

    layer("model.1", (64, 3, 7, 7), 64)
    layer("model.4", (128, 64, 3, 3), 128)
    layer("model.7", (256, 128, 3, 3), 256)
    for block in range(10, 10 + blocks):
        layer(f"model.{block}.conv_block.1", (256, 256, 3, 3), 256)
        layer(f"model.{block}.conv_block.{6 if dropout else 5}", (256, 256, 3, 3), 256)
    after = 10 + blocks
    layer(f"model.{after}", (256, 128, 3, 3), 128)
    layer(f"model.{after + 3}", (128, 64, 3, 3), 64)
    layer(f"model.{after + 7}", (3, 64, 7, 7), 3, last=True)
    return shapes


def batch_norm(name: str, channels: int) -> Shapes:
    numbers = {f"{name}.{kind}": (channels,) for kind in ("weight", "bias", "running_mean", "running_var")}
    return numbers | {f"{name}.num_batches_tracked": ()}


def on_paper(shapes: Shapes) -> dict[str, Tensor]:
    return {name: torch.empty(shape, device="meta") for name, shape in shapes.items()}


def has_exactly(shapes: Shapes) -> dict[str, object]:
    found = recognise(on_paper(shapes))
    assert found is not None
    with torch.device("meta"):
        own = build(found.architecture, found.config).state_dict()
    assert {name: tuple(tensor.shape) for name, tensor in own.items()} == shapes
    return {"family": found.family, **found.config}


@pytest.mark.parametrize("norm", ["batch", "instance"])
@pytest.mark.parametrize("side", [64, 128, 256, 512, 1024])
def test_u_nets_of_every_size(side, norm):
    config = has_exactly(u_net(side, norm, inputs=1 if side == 64 else 3))
    assert (config["family"], config["norm"]) == ("pix2pix", norm)
    assert 2 ** len(config["widths"]) == side
    assert config["input_channels"] == (1 if side == 64 else 3)


@pytest.mark.parametrize("dropout", [False, True])
@pytest.mark.parametrize("norm", ["batch", "instance"])
@pytest.mark.parametrize("blocks", [6, 9])
def test_residual_generators_with_and_without_dropout(blocks, norm, dropout):
    config = has_exactly(res_net(blocks, norm, dropout=dropout))
    assert (config["blocks"], config["norm"], config["dropout"]) == (blocks, norm, dropout)


@pytest.mark.parametrize("dropout", [False, True])
def test_old_files_statistics_of_instance_norms_change_nothing(dropout):
    network = build("resnet_generator", {"width": 4, "blocks": 2, "dropout": dropout}).eval()
    state = dict(network.state_dict())
    for name in [name for name in state if name.endswith(".weight")][:-1]:
        head, _, place = name.removesuffix(".weight").rpartition(".")
        channels = state[name.replace("weight", "bias")].shape[0]
        state |= {
            f"{head}.{int(place) + 1}.{kind}": torch.rand(channels)
            for kind in ("running_mean", "running_var")
        }
    picture = torch.rand(1, 3, 16, 16) * 2 - 1
    with torch.inference_mode():
        assert torch.equal(load_state(state).network(picture), network(picture))
