"""StyleGAN3 draws what its formulas say, and what it draws follows the sines that it is made of."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from helpers.published_files import module_of, write_persistent
from helpers.published_stylegan3 import (
    SMALL_R,
    SMALL_T,
    designed_filter,
    published_stylegan3,
    stylegan3_snapshot,
    trained,
)
from torch import Tensor
from torch.nn import functional as F

from engine.architectures.stylegan2 import truncate
from engine.architectures.stylegan3 import StyleGAN3Synthesis, bands, low_pass
from engine.checkpoints.registry import load_state, recognise
from engine.checkpoints.scan import scan
from engine.errors import BundleError

DEEPER: dict[str, Any] = {"resolution": 64, "widths": [6, 6, 6, 6, 5, 4]}
FORMS = {"T": SMALL_T, "R": SMALL_R, "T, 64 pixels": SMALL_T | DEEPER, "R, 64 pixels": SMALL_R | DEEPER}


def codes_of(network: torch.nn.Module, count: int = 1) -> Tensor:
    return torch.randn(count, 1, 8).repeat(1, network.get_submodule("synthesis").num_ws, 1)


def decibels(made: Tensor, expected: Tensor) -> float:
    """Peak signal to noise: what the paper measures equivariance in."""
    span = float(expected.max() - expected.min())
    return 10 * math.log10(span**2 / float((made - expected).square().mean()))


@pytest.mark.parametrize("form", FORMS)
@torch.inference_mode()
def test_it_draws_what_the_formulas_say(form):
    network = trained(FORMS[form])
    ws = torch.randn(2, network.synthesis.num_ws, 8)
    expected = published_stylegan3(network.state_dict(), ws, FORMS[form])
    made = load_state(network.state_dict()).network.synthesis(ws)
    assert made.shape == expected.shape
    assert float((made - expected).abs().max() / expected.abs().max()) < 1e-4


@pytest.mark.parametrize("at_once", [1, 2, 4])
@torch.inference_mode()
def test_how_many_channels_are_made_fine_at_once_changes_nothing(at_once):
    network = trained(SMALL_R)
    ws = codes_of(network)
    before = network.synthesis(ws)
    for layer in network.synthesis.layer_names[:-1]:
        network.synthesis.get_submodule(layer).at_once = at_once
    torch.testing.assert_close(network.synthesis(ws), before)


def test_few_channels_of_a_large_picture_are_made_fine_at_once():
    """At 1024 pixels all of them would take 1.4 GB for every picture of a batch."""
    with torch.device("meta"):
        network = StyleGAN3Synthesis(resolution=1024, widths=[512] * 7 + [323, 203, 128, 81, 51, 32, 32])
    layer = network.get_submodule("L10_1044_81")
    assert 1 <= layer.at_once <= 2**24 // 2100**2


@torch.inference_mode()
def test_labels_and_truncation_are_stylegan2s():
    network = trained(SMALL_T | {"label_size": 3})
    found = load_state(network.state_dict())
    assert (found.config["z_size"], found.config["label_size"], found.config["mapping_depth"]) == (8, 3, 2)
    z, labels = torch.randn(2, 8), torch.eye(3)[[2, 0]]
    ws = truncate(network.mapping(z, labels), network.mapping.w_avg, 0.6)
    torch.testing.assert_close(found.network(z, labels, psi=0.6), network.synthesis(ws))
    assert (network(z, labels) - network(z, labels.flip(0))).abs().max() > 1e-3


@pytest.mark.parametrize("form", ["T, 64 pixels", "R, 64 pixels"])
@pytest.mark.parametrize("pixels", [1, 7])
@torch.inference_mode()
def test_what_it_draws_moves_with_the_sines(form, pixels):
    """A pixel is a quarter of a sample of the first layers; networks with aliases stay below 30 dB."""
    network = trained(FORMS[form])
    ws = codes_of(network)
    before = network.synthesis(ws)
    network.synthesis.input.transform[:2, 2] = torch.tensor([-pixels, pixels]) / 64
    moved = network.synthesis(ws)
    assert decibels(moved[..., :-pixels, pixels:], before[..., pixels:, :-pixels]) > 60
    assert decibels(moved, before) < 45


@torch.inference_mode()
def test_what_r_draws_turns_with_the_sines_and_what_t_draws_does_not():
    followed = {form: turned(trained(FORMS[form]), degrees=25) for form in ("T, 64 pixels", "R, 64 pixels")}
    assert followed["R, 64 pixels"] > 50
    assert followed["T, 64 pixels"] < 35


def turned(network: torch.nn.Module, degrees: float) -> float:
    """How well a picture of turned sines is the turned picture, without what is too fine to interpolate."""
    ws, turn = codes_of(network), math.radians(degrees)
    before = blurred(network.synthesis(ws))
    matrix = torch.tensor([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    network.synthesis.input.transform[:2, :2] = matrix
    after, line = blurred(network.synthesis(ws)), (torch.arange(64) + 0.5) / 64 - 0.5
    places = torch.stack(torch.meshgrid(line, line, indexing="xy"), dim=-1)
    grid = 2 * (places @ matrix.T)[None]
    expected = F.grid_sample(before, grid, mode="bicubic", align_corners=False)
    inside = places.norm(dim=2) < 0.35
    return decibels(after[..., inside], expected[..., inside])


def blurred(pictures: Tensor) -> Tensor:
    line = torch.exp(-torch.arange(-6, 7).square() / (2 * 1.5**2))
    kernel = (line[:, None] * line / line.sum() ** 2).expand(3, 1, -1, -1)
    return F.conv2d(pictures, kernel, padding=6, groups=3)


def response(taps: np.ndarray, frequency: float, rate: float, angle: float = 0.0) -> float:
    """How much of a wave of that frequency and direction passes a filter (t,) or (t, t)."""
    places = (np.arange(len(taps)) - (len(taps) - 1) / 2) / rate
    across = np.exp(2j * np.pi * frequency * math.cos(angle) * places)
    if taps.ndim == 1:
        return float(abs(taps @ across))
    return float(abs(np.exp(2j * np.pi * frequency * math.sin(angle) * places) @ taps @ across))


@pytest.mark.parametrize("radial", [False, True])
@pytest.mark.parametrize("layer", [2, 6, 9])
def test_filters_let_their_band_pass_and_stop_the_rest(layer, radial):
    band = bands(256, 14, 2, 2, 2**2.1, 2**0.3, 10)[layer]
    rate = 2 * band.rate
    taps = low_pass(12, band.cutoff, 2 * band.half_width, rate, radial=radial)
    assert taps.shape == ((12, 12) if radial else (12,))
    assert taps.sum() == pytest.approx(1)
    stopped = band.cutoff + band.half_width
    for frequency in np.linspace(stopped * 1.02, rate / 2, 20):
        assert response(taps, frequency, rate) < 0.05
    assert 0.4 < response(taps, band.cutoff, rate) < 0.6 or radial
    assert response(taps, max(band.cutoff - band.half_width, 0), rate) > 0.94
    if radial:
        across, diagonal = (response(taps, band.cutoff, rate, angle) for angle in (0, math.pi / 4))
        assert abs(across - diagonal) < 0.02


@pytest.mark.parametrize("taps", [12, 24])
@pytest.mark.parametrize("width", [1.0, 9.0, 40.0])
@pytest.mark.parametrize("radial", [False, True])
def test_filters_are_scipys(taps, width, radial):
    expected = designed_filter(taps, 10.5, width, 128, radial)
    made = low_pass(taps, 10.5, width, 128, radial=radial)
    np.testing.assert_allclose(made, expected, atol=1e-7)


@pytest.mark.parametrize("form", FORMS)
def test_every_hyper_parameter_is_read_off_names_and_shapes(form):
    network = trained(FORMS[form] | {"picture_channels": 1, "mapping_depth": 3, "w_size": 7})
    found = load_state(network.state_dict())
    assert (found.family, found.role, found.architecture) == ("stylegan3", "generator", "stylegan3_generator")
    for name, value in (FORMS[form] | {"picture_channels": 1, "mapping_depth": 3, "w_size": 7}).items():
        assert found.config[name] == value
    held = found.network.state_dict()
    assert all(torch.equal(held[name], tensor) for name, tensor in network.state_dict().items())


OTHERS = {
    "more critical layers": {"critical": 1},
    "a higher first frequency": {"first_cutoff": 3.0},
    "sharper first filters": {"first_stopband": 2**1.6},
    "softer last filters": {"last_stopband": 2**0.4},
    "a narrower margin": {"margin": 8},
}


@pytest.mark.parametrize("other", OTHERS)
def test_another_design_is_refused_where_nothing_tells_it_and_read_off_nvidias_layers(other, tmp_path):
    config = SMALL_T | {"resolution": 64} | OTHERS[other]
    with pytest.raises(BundleError, match="so its frequencies are unknown") as refusal:
        load_state(trained(config).state_dict())
    assert "\n" not in str(refusal.value)
    snapshot = stylegan3_snapshot(config)
    (part,) = scan([write_persistent(tmp_path / "n.pkl", snapshot)]).parts
    network, ws = trained(config), torch.randn(1, 6, 8)
    with torch.inference_mode():
        torch.testing.assert_close(part.imported.network.synthesis(ws), network.synthesis(ws))


@pytest.mark.parametrize("form", ["T", "R"])
@pytest.mark.parametrize("clamp", [256.0, None, 0.5])
def test_a_snapshots_average_is_found_with_its_bound(tmp_path, form, clamp):
    snapshot = stylegan3_snapshot(FORMS[form] | {"clamp": clamp, "label_size": 2, "output_scale": 0.5})
    found = scan([write_persistent(tmp_path / "network-snapshot-000000.pkl", snapshot)])
    (part,) = found.parts
    assert (found.family, part.place) == ("stylegan3", "G_ema")
    assert found.left_out == ("stylegan2 discriminator (D)",)
    for name, value in (FORMS[form] | {"clamp": clamp, "label_size": 2, "output_scale": 0.5}).items():
        assert part.imported.config[name] == value
    state = trained(FORMS[form] | {"label_size": 2}).state_dict()
    held = part.imported.network.state_dict()
    assert held.keys() == state.keys()
    assert all(torch.equal(held[name], tensor) for name, tensor in state.items())


def test_layers_of_different_bounds_are_refused(tmp_path):
    snapshot = stylegan3_snapshot(SMALL_T)
    layers = snapshot["G_ema"].state["_modules"]["synthesis"].state["_modules"]
    layers["L2_52_5"].state["conv_clamp"] = 3
    with pytest.raises(BundleError, match="differ from each other in the bound"):
        scan([write_persistent(tmp_path / "n.pkl", snapshot)])


def test_what_the_layers_say_in_words_of_another_kind_counts_for_nothing(tmp_path):
    said = {
        "synthesis": {"margin_size": "10", "num_critical": True},
        "synthesis.input": {"bandwidth": math.nan},
    }
    state = trained(SMALL_T).state_dict()
    network = module_of(state, "Generator", said, first_stopband=[4], last_stopband_rel=None)
    (part,) = scan([write_persistent(tmp_path / "n.pkl", {"G_ema": network})]).parts
    assert part.imported.config == load_state(state).config


@pytest.mark.parametrize(
    "lost",
    [
        "synthesis.L1_52_6.weight",
        "synthesis.L1_52_6.up_filter",
        "synthesis.input.phases",
        "mapping.fc0.weight",
    ],
)
def test_a_missing_tensor_is_named(lost):
    state = trained(SMALL_T).state_dict()
    del state[lost]
    with pytest.raises(BundleError) as refusal:
        load_state(state)
    assert "\n" not in str(refusal.value)


def test_filters_that_were_changed_are_refused_and_stored_ones_used():
    state = trained(SMALL_R).state_dict()
    own = state["synthesis.L0_36_6.down_filter"]
    own *= 1 + 1e-6 * torch.randn_like(own)
    held = load_state(state).network.state_dict()
    assert torch.equal(held["synthesis.L0_36_6.down_filter"], own)
    state["synthesis.L0_36_6.down_filter"] = own.flip(0) + 0.01 * own.max()
    with pytest.raises(BundleError, match="L0_36_6"):
        load_state(state)


@pytest.mark.parametrize(
    "config",
    [
        {"resolution": 48},
        {"resolution": 8},
        {"resolution": 2**15},
        {"kernel": 2},
        {"filter_size": 5},
        {"filter_size": 40},
        {"margin": -1},
        {"critical": 4},
        {"first_cutoff": 40.0},
        {"first_cutoff": 0.0},
        {"last_stopband": 1e300},
    ],
    ids=str,
)
def test_designs_that_cannot_be_are_value_errors(config):
    shape = {name: value for name, value in SMALL_T.items() if name not in ("z_size", "mapping_depth")}
    with pytest.raises(ValueError, match=r"no layer|power of two|follow each other"):
        StyleGAN3Synthesis(**shape | config)


def test_stylegan2_and_3_are_told_apart():
    assert (
        recognise({"synthesis.input.weight": torch.ones(2, 2), "mapping.fc0.weight": torch.ones(2, 2)})
        is None
    )
    found = recognise(trained(SMALL_T).state_dict())
    assert found is not None
    assert found.family == "stylegan3"
