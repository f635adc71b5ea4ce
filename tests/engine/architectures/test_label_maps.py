"""Networks that draw from label maps: maps of pictures, shapes, styles, and spectral norms folded away."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils import spectral_norm

from engine.architectures.label_maps import LabelInput, edges_of, instance_means
from engine.architectures.registry import build
from engine.architectures.spade import folded
from engine.checkpoints.registry import load_state, recognise


def as_picture(labels: torch.Tensor) -> torch.Tensor:
    return labels.float()[None, None] / 127.5 - 1


def test_every_grey_value_becomes_its_label():
    labels = torch.tensor([[0, 1, 2], [3, 182, 255]])
    hot = LabelInput(183, edges=False)(as_picture(labels))
    assert hot.shape == (1, 183, 2, 3)
    assert hot.sum(dim=1).eq(1).all()
    assert hot.argmax(dim=1)[0].tolist() == [[0, 1, 2], [3, 182, 182]]


def test_edges_lie_on_both_sides_of_a_border():
    labels = torch.zeros(1, 1, 4, 5)
    labels[..., 2:] = 1
    assert edges_of(labels)[0, 0].int().tolist() == [[0, 1, 1, 0, 0]] * 4
    assert edges_of(labels.transpose(2, 3))[0, 0].int().t().tolist() == [[0, 1, 1, 0, 0]] * 4
    with_edges = LabelInput(3, edges=True)(as_picture(labels[0, 0]))
    assert with_edges.shape == (1, 4, 4, 5)
    assert with_edges[0, 3].tolist() == [[0, 1, 1, 0, 0]] * 4


def test_an_instance_has_the_same_features_everywhere():
    features = torch.arange(8.0).reshape(1, 2, 2, 2)
    pooled = instance_means(features, torch.tensor([[[[5, 5], [9, 5]]]]))
    assert torch.allclose(pooled[0, 0], torch.tensor([[4 / 3, 4 / 3], [2, 4 / 3]]))
    assert pooled[0, 1, 1, 0] == 6


@pytest.mark.parametrize("upsamplings", [5, 6, 7])
def test_spade_draws_sizes_that_are_multiples(upsamplings):
    network = build("spade_labels", {"classes": 4, "width": 2, "upsamplings": upsamplings}).eval()
    side = 2**upsamplings
    with torch.inference_mode():
        picture = network(as_picture(torch.randint(0, 4, (side, 2 * side))))
    assert picture.shape == (1, 3, side, 2 * side)
    assert picture.abs().max() <= 1


@pytest.mark.parametrize(("norm", "kernel"), [("batch", 3), ("instance", 3), ("batch", 5), ("instance", 5)])
def test_spades_norm_is_equation_1_with_either_norm_and_any_kernel(norm, kernel):
    """Park et al. 2019: the normalised features, scaled and shifted by convolutions of the label map."""
    torch.manual_seed(0)
    network = build("spade_generator", {"labels": 5, "width": 2, "norm": norm, "kernel": kernel})
    steered = network.head_0.norm_0.eval()
    if norm == "batch":
        steered.param_free_norm.running_mean.normal_()
        steered.param_free_norm.running_var.uniform_(0.5, 2)
    state = steered.state_dict()
    features, labels = torch.randn(2, 32, 6, 8), torch.rand(2, 5, 6, 8)
    mean, variance = features.mean((2, 3), keepdim=True), features.var((2, 3), keepdim=True, correction=0)
    if norm == "batch":
        mean, variance = (
            state[f"param_free_norm.running_{kind}"][None, :, None, None] for kind in ("mean", "var")
        )

    def drawn(name, given):
        return F.conv2d(given, state[f"{name}.weight"], state[f"{name}.bias"], padding=kernel // 2)

    shared = drawn("mlp_shared.0", labels).relu()
    expected = (features - mean) / (variance + 1e-5).sqrt() * (1 + drawn("mlp_gamma", shared))
    expected += drawn("mlp_beta", shared)
    with torch.inference_mode():
        assert torch.allclose(steered(features, labels), expected, atol=1e-5)


def test_spade_with_a_style_follows_its_code():
    network = build("spade_labels", {"classes": 4, "width": 2, "style_size": 3, "start": [2, 2]}).eval()
    labels = as_picture(torch.randint(0, 4, (64, 64))).expand(2, -1, -1, -1)
    with torch.inference_mode():
        first, second = network(labels, torch.tensor([[1.0, 0, 0], [0, 5.0, 0]]))
    assert (first - second).abs().max() > 1e-4


def test_folding_gives_what_the_spectral_norm_computes():
    torch.manual_seed(0)
    block = nn.Sequential(spectral_norm(nn.Conv2d(3, 5, 3))).train()
    for _ in range(3):
        block(torch.rand(1, 3, 8, 8))
    block.eval()
    plain = nn.Sequential(nn.Conv2d(3, 5, 3))
    # The old form of the norm, whose files SPADE's are, keeps the vectors beside the weight.
    plain.load_state_dict(folded(block.state_dict()))
    picture = torch.rand(2, 3, 8, 8)
    assert torch.allclose(plain(picture), block(picture), atol=1e-6)


CONFIGURATIONS = [
    ("spade_generator", {"labels": 7, "width": 2, "upsamplings": 5}),
    ("spade_generator", {"labels": 36, "width": 2, "upsamplings": 6}),
    ("spade_generator", {"labels": 5, "width": 2, "upsamplings": 7}),
    ("spade_generator", {"labels": 5, "width": 2, "style_size": 6, "start": [2, 2]}),
    ("spade_generator", {"labels": 5, "width": 2, "upsamplings": 5, "norm": "instance"}),
    ("spade_generator", {"labels": 5, "width": 2, "upsamplings": 5, "norm": "instance", "kernel": 5}),
    ("spade_encoder", {"widths": [4, 6, 8], "style_size": 5, "places": 4}),
    ("pix2pixhd_enhanced", {"width": 2, "blocks": 2, "input_channels": 6, "downsamplings": 2}),
    ("pix2pixhd_enhanced", {"width": 2, "blocks": 1, "enhancers": 2, "enhancer_blocks": 2}),
    ("pix2pixhd_encoder", {"width": 4, "downsamplings": 2, "output_channels": 5}),
]


@pytest.mark.parametrize(("architecture", "config"), CONFIGURATIONS)
def test_every_hyper_parameter_is_read_off_the_shapes(architecture, config):
    state = build(architecture, config).state_dict()
    found = recognise(state)
    assert found is not None
    assert found.architecture == architecture
    assert {name: found.config[name] for name in config} == config
    load_state(state)


def test_the_enhancer_works_at_twice_the_size_of_its_generator():
    network = build(
        "pix2pixhd_enhanced_labels", {"classes": 5, "width": 2, "blocks": 1, "downsamplings": 2}
    ).eval()
    with torch.inference_mode():
        assert network(as_picture(torch.randint(0, 5, (32, 40)))).shape == (1, 3, 32, 40)


def test_the_encoder_gives_an_instance_one_vector():
    network = build("pix2pixhd_encoder", {"width": 2, "downsamplings": 2}).eval()
    instances = torch.zeros(1, 1, 16, 16)
    instances[..., 8:] = 1
    with torch.inference_mode():
        features = network(torch.rand(1, 3, 16, 16), instances)
    assert features[0, :, 0, 0].tolist() == features[0, :, 15, 7].tolist()
    assert features[0, :, 0, 0].tolist() != features[0, :, 0, 8].tolist()
