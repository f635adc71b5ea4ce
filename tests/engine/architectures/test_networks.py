"""Blocks and networks do what their papers and docstrings say."""

from __future__ import annotations

import pytest
import torch

from benchmarks.bare_stylegan2 import BareSynthesis
from engine.architectures.efficientnet_lite import load_efficientnet_lite
from engine.architectures.layers import (
    LowPass,
    downsample,
    half_type,
    initialise,
    resample_filter,
    upsample,
    without_autocast,
)
from engine.architectures.registry import ARCHITECTURES, OLDER_NAMES, build
from engine.architectures.stylegan2 import MappingNetwork, SynthesisNetwork, truncate
from engine.architectures.stylegan2_discriminator import StyleGAN2Discriminator, with_deviation
from engine.errors import BundleError


def test_the_low_pass_takes_away_what_alternates_and_keeps_what_is_even() -> None:
    rows, columns = torch.meshgrid(torch.arange(16), torch.arange(16), indexing="ij")
    checkerboard = torch.where((rows + columns) % 2 == 0, 1.0, -1.0)
    filtered = LowPass(2)(torch.stack([checkerboard, torch.full((16, 16), 3.0)])[None])
    assert filtered[0, 0, 1:-1, 1:-1].abs().max() < 1e-6
    torch.testing.assert_close(filtered[0, 1], torch.full((16, 16), 3.0))


def test_smooth_networks_take_the_weights_of_others() -> None:
    config = {"widths": [4, 6, 6], "input_channels": 1}
    smooth, plain = (build("bicyclegan_unet", {**config, "upsample": u}) for u in ("smooth", "bilinear_last"))
    smooth.load_state_dict(plain.state_dict())
    image, code = torch.rand(1, 1, 16, 16), torch.rand(1, 8)
    assert not torch.equal(smooth(image, code), plain(image, code))


@pytest.mark.parametrize("where_add", ["all", "input"])
def test_the_code_changes_the_picture_and_the_picture_keeps_its_size(where_add: str) -> None:
    network = build("bicyclegan_unet", {"widths": [4, 6, 8], "where_add": where_add}).eval()
    initialise(network, "xavier", 1.0)
    image = torch.rand(2, 1, 24, 40)
    made = network(image, torch.zeros(2, 8))
    assert made.shape == (2, 3, 24, 40)
    assert made.abs().max() <= 1
    assert (network(image, torch.ones(2, 8)) - made).abs().max() > 1e-3


def test_published_sizes_have_the_published_number_of_parameters() -> None:
    counts = {
        ("bicyclegan_unet", (("input_channels", 3),)): 54_794_627,
        ("bicyclegan_unet", ()): 54_792_579,
        ("resnet_encoder", ()): 2_590_032,
        ("multiscale_patchgan", ()): 3_458_978,
        ("pix2pix_unet", ()): 54_413_955,
        ("patchgan", ()): 2_768_705,
        ("stylegan2_generator", ()): 24_767_458,
        ("stylegan2_generator", (("resolution", 1024), ("channel_base", 32768))): 30_370_060,
        ("stylegan2_discriminator", ()): 24_001_089,
        ("stylegan2_discriminator", (("resolution", 1024), ("channel_base", 32768))): 29_012_513,
    }
    for (name, config), expected in counts.items():
        with torch.device("meta"):
            network = build(name, dict(config))
        assert sum(p.numel() for p in network.parameters()) == expected, name


@pytest.mark.parametrize(("side", "scales"), [(24, 1), (32, 1), (48, 2), (64, 2)])
def test_a_scale_that_has_no_place_for_a_score_is_left_out(side: int, scales: int) -> None:
    network = build("multiscale_patchgan", {"widths": [[4, 8, 8, 8], [4, 8, 8, 8]]})
    scores = network(torch.zeros(2, 3, side, side))
    assert len(scores) == scales
    assert all(score.numel() for score in scores)


def test_unknown_networks_and_wrong_configurations_are_bundle_errors() -> None:
    with pytest.raises(BundleError, match="not known"):
        build("nonsense", {})
    with pytest.raises(BundleError, match="does not fit"):
        build("bicyclegan_unet", {"depth": 3})


def test_imagenet_features_have_the_stated_shapes_and_are_frozen() -> None:
    network = load_efficientnet_lite("lite1")
    pictures = torch.rand(2, 3, 64, 64) * 2 - 1
    maps = network.maps(pictures)
    assert [tuple(m.shape[1:]) for m in maps] == [(24, 16, 16), (40, 8, 8), (112, 4, 4), (320, 2, 2)]
    assert not any(p.requires_grad for p in network.parameters())
    assert network.pooled(pictures).shape == (2, 1280)


def synthesis_network(**config: object) -> SynthesisNetwork:
    """A small one whose noise is visible."""
    torch.manual_seed(0)
    network = SynthesisNetwork(
        **{"w_size": 12, "resolution": 32, "channel_base": 256, "channel_max": 24} | config
    )
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if name.endswith("noise_strength"):
                parameter.fill_(0.3)
            if name.endswith("bias"):
                parameter += 0.1 * torch.randn(parameter.shape)
    return network


def test_scaled_activations_give_what_weights_for_every_picture_give() -> None:
    network = synthesis_network().eval()
    ws = torch.randn(3, network.num_ws, 12)
    with torch.no_grad():
        expected = BareSynthesis(network.state_dict(), 32)(ws)
        torch.testing.assert_close(network(ws), expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("architecture", ["skip", "resnet", "orig"])
def test_every_architecture_draws_and_learns_from_every_weight(architecture: str) -> None:
    network = synthesis_network(architecture=architecture, clamp=256.0)
    discriminator = StyleGAN2Discriminator(32, 256, 24, architecture)  # type: ignore[arg-type]
    ws = torch.randn(2, network.num_ws, 12)
    pictures = network.pictures(ws, "random")
    sizes = [4, 8, 16, 32] if architecture == "skip" else [32]
    assert [picture.shape[2] for picture in pictures] == sizes
    assert [f"picture_{size}" for size in reversed(sizes)] == list(network.output_names)
    discriminator(pictures[-1]).sum().backward()
    for module in (network, discriminator):
        for name, parameter in module.named_parameters():
            assert parameter.grad is not None, name
            assert parameter.grad.abs().sum() > 0, name


def test_penalties_of_gradients_reach_the_weights() -> None:
    network, discriminator = synthesis_network(), StyleGAN2Discriminator(32, 256, 24)
    ws = torch.randn(2, network.num_ws, 12, requires_grad=True)
    pictures = network(ws)
    (slopes,) = torch.autograd.grad((pictures * torch.randn(pictures.shape)).sum(), ws, create_graph=True)
    slopes.square().sum().backward()
    assert network.get_parameter("b32.conv0.weight").grad.abs().max() > 0  # type: ignore[union-attr]
    image = torch.randn(2, 3, 32, 32, requires_grad=True)
    (slopes,) = torch.autograd.grad(discriminator(image).sum(), image, create_graph=True)
    slopes.square().sum().backward()
    assert discriminator.get_parameter("b8.conv1.weight").grad.abs().max() > 0  # type: ignore[union-attr]


def test_noise_is_stored_fresh_given_or_left_out() -> None:
    network = synthesis_network().eval()
    ws = torch.randn(1, network.num_ws, 12)
    stored = [
        module.noise_const[None, None] for module in network.modules() if hasattr(module, "noise_const")
    ]
    assert [noise.shape[2] for noise in stored] == network.noise_sizes
    with torch.no_grad():
        torch.testing.assert_close(network(ws), network(ws, stored))
        assert not torch.equal(network(ws, "random"), network(ws, "random"))
        torch.testing.assert_close(network(ws, "none"), network(ws, [0 * noise for noise in stored]))
    with pytest.raises(ValueError, match="noise pictures"):
        network(ws, stored[1:])


def test_the_bound_holds_back_large_activations() -> None:
    network = synthesis_network(clamp=0.5).eval()
    with torch.no_grad():
        network.get_parameter("b32.torgb.bias").fill_(100.0)
        picture = network(torch.randn(1, network.num_ws, 12), "none")
    # Four resolutions, each of which adds at most half.
    assert picture.abs().max() <= 2.0 + 1e-5


def test_half_precision_is_taken_where_autocast_asks_for_it() -> None:
    cpu = torch.device("cpu")
    network = synthesis_network(half_resolutions=2).eval()
    ws = torch.randn(1, network.num_ws, 12)
    with torch.no_grad():
        exact = network(ws)
        with torch.autocast("cpu", torch.bfloat16):
            assert half_type(cpu) == torch.bfloat16
            with without_autocast(cpu):
                assert half_type(cpu) == torch.float32
            rough = network(ws)
            coarse = network.pictures(ws)[1]
    assert rough.dtype == torch.float32
    torch.testing.assert_close(coarse, network.pictures(ws)[1])
    assert 0 < (rough - exact).abs().max() < 0.05 * exact.abs().max()


def test_the_deviation_over_the_batch_tells_alike_pictures_from_various_ones() -> None:
    alike, various = torch.ones(4, 3, 2, 2), torch.randn(4, 3, 2, 2)
    assert with_deviation(alike, 4)[:, 3].max() < 1e-3
    expected = (various.var(dim=0, unbiased=False) + 1e-8).sqrt().mean()
    torch.testing.assert_close(with_deviation(various, 4)[:, 3], expected.expand(4, 2, 2))
    # Six pictures in groups of at most four: two groups of three, every second picture together.
    six = torch.randn(6, 3, 2, 2)
    channel = with_deviation(six, 4)[:, 3, 0, 0]
    torch.testing.assert_close(channel[0], (six[::2].var(dim=0, unbiased=False) + 1e-8).sqrt().mean())
    assert channel[0] == channel[2] == channel[4] != channel[1]


def test_labels_matter_to_the_discriminator_and_are_asked_for() -> None:
    discriminator = StyleGAN2Discriminator(16, 64, 8, label_size=3, mapping_depth=2)
    images = torch.randn(1, 3, 16, 16).expand(3, -1, -1, -1)
    scores = discriminator(images, torch.eye(3))
    assert scores.shape == (3, 1)
    assert not torch.isclose(scores[0], scores[1])
    with pytest.raises(ValueError, match="labels"):
        discriminator(images)


def test_layers_are_in_the_order_that_freezing_counts_them() -> None:
    discriminator = StyleGAN2Discriminator(16, 64, 8)
    names = {module: name for name, module in discriminator.named_modules()}
    expected = ["b16.fromrgb", "b16.conv0", "b16.conv1", "b16.skip", "b8.conv0", "b8.conv1", "b8.skip"]
    assert [names[layer] for layer in discriminator.layers()] == [*expected, "b4.conv", "b4.fc", "b4.out"]


def test_codes_are_truncated_up_to_a_layer_and_their_mean_is_tracked() -> None:
    mapping = MappingNetwork(6, 6, 5, 2)
    ws = mapping(torch.randn(64, 6))
    assert ws.shape == (64, 5, 6)
    mapping.track(ws, decay=0.5)
    average = mapping.get_buffer("w_avg")
    torch.testing.assert_close(average, 0.5 * ws[:, 0].mean(dim=0))
    near = truncate(ws, average, 0.25, cutoff=2)
    torch.testing.assert_close(near[:, :2], average + 0.25 * (ws[:, :2] - average))
    assert torch.equal(near[:, 2:], ws[:, 2:])
    torch.testing.assert_close(truncate(ws, average, 0.0), average.expand_as(ws))


def test_growing_and_shrinking_keep_even_pictures_even() -> None:
    kernel = resample_filter()
    even = torch.full((1, 2, 8, 8), 3.0)
    assert (upsample(even, kernel)[:, :, 2:-2, 2:-2] - 3).abs().max() < 1e-5
    assert (downsample(even, kernel)[:, :, 1:-1, 1:-1] - 3).abs().max() < 1e-5


def test_networks_under_the_names_of_earlier_versions_are_built():
    for older, name in OLDER_NAMES.items():
        assert older not in ARCHITECTURES
        assert type(build(older, {})) is type(build(name, {}))
