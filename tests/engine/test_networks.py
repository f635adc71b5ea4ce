"""Blocks and networks do what their papers and docstrings say."""

from __future__ import annotations

import pytest
import torch

from engine.errors import BundleError
from engine.networks import build
from engine.networks.blocks import LowPass, initialise
from engine.networks.efficientnet_lite import load_efficientnet_lite


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
