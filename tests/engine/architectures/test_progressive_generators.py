"""ProGAN and StyleGAN 1 of both layouts draw what the published formulas say."""

from __future__ import annotations

import pytest
import torch
from helpers.published_progressive import (
    CODE,
    WIDTHS,
    interfacegan_progan,
    interfacegan_stylegan,
    published_progan,
    published_rosinality_progan,
    published_rosinality_stylegan,
    published_stylegan,
    rosinality_progan,
    rosinality_stylegan,
)
from torch import Tensor
from torch.nn import functional as F

from engine.checkpoints.registry import load_state, recognise
from engine.errors import BundleError


def near(made: Tensor, expected: Tensor) -> bool:
    return made.shape == expected.shape and float((made - expected).abs().max() / expected.abs().max()) < 1e-4


@pytest.mark.parametrize("fused_from", [1, 99])
@torch.inference_mode()
def test_progan_draws_what_the_paper_says(fused_from):
    torch.manual_seed(0)
    state = interfacegan_progan(fused_from)
    found, z = load_state(state), torch.randn(3, CODE)
    assert (found.family, found.config["z_size"], found.config["widths"]) == ("progan", CODE, [*WIDTHS])
    assert near(found.network(z), published_progan(state, z))


@torch.inference_mode()
def test_progan_looks_at_a_codes_direction_alone():
    torch.manual_seed(0)
    network, z = load_state(interfacegan_progan()).network, torch.randn(2, CODE)
    assert near(network.synthesis(0.5 * network.mapping(z)), network(z))


@torch.inference_mode()
def test_a_file_from_the_middle_of_training_draws_what_it_has_learned():
    torch.manual_seed(0)
    state, z = interfacegan_progan(), torch.randn(1, CODE)
    state["lod"] = torch.tensor(2.0)
    assert near(load_state(state).network(z), published_progan(state, z, levels=2))
    faces = interfacegan_stylegan()
    faces["synthesis.lod"] = torch.tensor(1.0)
    assert near(load_state(faces).network(z, psi=0.5), published_stylegan(faces, z, 0.5, levels=3))


@torch.inference_mode()
def test_rosinalitys_progan_takes_labels_and_leaves_untrained_levels_out():
    torch.manual_seed(0)
    state = rosinality_progan(trained=3)
    found, z, labels = load_state(state), torch.randn(3, CODE - 3), torch.tensor([2, 0, 1])
    assert found.config["z_size"] == CODE - 3
    made = found.network(z, F.one_hot(labels, 3).float())
    assert near(made, published_rosinality_progan(state, z, labels, levels=3))


@pytest.mark.parametrize("fused_from", [1, 2, 99])
@torch.inference_mode()
def test_stylegan_draws_what_the_paper_says(fused_from):
    torch.manual_seed(0)
    state = interfacegan_stylegan(fused_from)
    found, z = load_state(state), torch.randn(3, CODE)
    assert (found.config["mapping_depth"], found.config["widths"]) == (3, [*WIDTHS])
    assert near(found.network(z, psi=0.7), published_stylegan(state, z, 0.7))


@pytest.mark.parametrize(("trained", "fused_from"), [(4, 2), (3, 99), (4, 1)])
@torch.inference_mode()
def test_rosinalitys_stylegan_draws_with_one_noise_for_a_resolution(trained, fused_from):
    torch.manual_seed(0)
    state = rosinality_stylegan(trained, fused_from)
    found, z = load_state(state), torch.randn(3, CODE)
    noises = [
        layer.noise_const[None, None]
        for number, layer in enumerate(found.network.synthesis.layers)
        if number % 2 == 0
    ]
    assert near(found.network(z), published_rosinality_stylegan(state, z, noises, trained))


@torch.inference_mode()
def test_an_average_that_the_file_lacks_is_measured():
    torch.manual_seed(0)
    network = load_state(rosinality_stylegan()).network
    measured = network.mapping(torch.randn(20_000, CODE))[:, 0].mean(dim=0)
    assert (network.mapping.w_avg - measured).abs().max() < 0.15


@pytest.mark.parametrize(
    ("make", "lost"),
    [
        (interfacegan_progan, "layer3.wscale.bias"),
        (rosinality_progan, "to_rgb.3.bias"),
        (interfacegan_stylegan, "synthesis.layer5.epilogue.bias"),
        (rosinality_stylegan, "generator.progression.2.adain2.style.linear.bias"),
    ],
)
def test_a_missing_tensor_is_named(make, lost):
    state = make()
    del state[lost]
    with pytest.raises(BundleError, match=lost):
        load_state(state)


def test_the_layouts_are_told_apart():
    makers = (interfacegan_progan, rosinality_progan, interfacegan_stylegan, rosinality_stylegan)
    found = [recognise(make()) for make in makers]
    assert [kind and kind.family for kind in found] == ["progan", "progan", "stylegan1", "stylegan1"]
