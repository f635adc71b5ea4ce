"""rosinality's names are NVlabs' network: the same pictures, whatever the file leaves out."""

import torch

from engine.architectures.registry import build
from engine.checkpoints.registry import load_state, recognise

CONFIG = {
    "z_size": 16,
    "w_size": 16,
    "resolution": 32,
    "channel_base": 128,
    "channel_max": 12,
    "mapping_depth": 3,
}


def theirs(state):
    """A generator's tensors under rosinality's names, by the table of what is what."""
    made = {"latent_avg": state["mapping.w_avg"], "input.input": state["synthesis.b4.const"][None]}
    for number in range(3):
        for kind in ("weight", "bias"):
            made[f"style.{number + 1}.{kind}"] = state[f"mapping.fc{number}.{kind}"]
    layers = {"b4.conv1": "conv1"}
    pictures = {"b4.torgb": "to_rgb1"}
    for number, size in enumerate((8, 16, 32)):
        layers |= {f"b{size}.conv0": f"convs.{2 * number}", f"b{size}.conv1": f"convs.{2 * number + 1}"}
        pictures[f"b{size}.torgb"] = f"to_rgbs.{number}"
    for number, (ours, name) in enumerate(layers.items()):
        made[f"{name}.noise.weight"] = state[f"synthesis.{ours}.noise_strength"][None]
        made[f"{name}.activate.bias"] = state[f"synthesis.{ours}.bias"]
        made[f"noises.noise_{number}"] = state[f"synthesis.{ours}.noise_const"][None, None]
        if ours.endswith("conv0"):
            made[f"{name}.conv.blur.kernel"] = torch.ones(4, 4)
    for ours, name in pictures.items():
        made[f"{name}.bias"] = state[f"synthesis.{ours}.bias"][None, :, None, None]
    for ours, name in (layers | pictures).items():
        made[f"{name}.conv.weight"] = state[f"synthesis.{ours}.weight"][None]
        for kind in ("weight", "bias"):
            made[f"{name}.conv.modulation.{kind}"] = state[f"synthesis.{ours}.affine.{kind}"]
    return made


def generator():
    torch.manual_seed(0)
    network = build("stylegan2_generator", CONFIG).eval()
    network.mapping.w_avg.normal_()
    for name, parameter in network.named_parameters():
        if name.endswith("noise_strength"):
            parameter.data.normal_()
    return network


@torch.inference_mode()
def test_the_generator_makes_the_same_pictures():
    network = generator()
    found = load_state(theirs(network.state_dict()))
    assert {name: found.config[name] for name in ("z_size", "resolution", "mapping_depth")} == {
        "z_size": 16,
        "resolution": 32,
        "mapping_depth": 3,
    }
    z = torch.randn(2, 16)
    assert torch.equal(found.network(z, psi=0.5), network(z, psi=0.5))


@torch.inference_mode()
def test_an_average_for_every_layer_is_one_average():
    network = generator()
    state = theirs(network.state_dict())
    state["latent_avg"] = state["latent_avg"].repeat(8, 1)
    assert torch.allclose(load_state(state).network.mapping.w_avg, network.mapping.w_avg)


@torch.inference_mode()
def test_a_missing_average_is_measured_and_missing_noise_is_drawn_once():
    network = generator()
    state = {
        name: tensor
        for name, tensor in theirs(network.state_dict()).items()
        if name != "latent_avg" and not name.startswith("noises.")
    }
    first, second = load_state(state).network, load_state(state).network
    measured = network.mapping(torch.randn(20_000, 16))[:, 0].mean(dim=0)
    assert (first.mapping.w_avg - measured).abs().max() < 0.2 * measured.std() + 0.05
    z = torch.randn(1, 16)
    assert torch.equal(first(z), second(z))


def test_a_network_with_further_heads_is_not_taken_for_it():
    state = theirs(generator().state_dict())
    state["to_seg1.bias"] = torch.zeros(1, 8, 1, 1)
    assert recognise(state) is None
