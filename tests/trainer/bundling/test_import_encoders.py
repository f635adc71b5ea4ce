"""pSp, e4e and ReStyle files become models that invert photos: the encoder's answer is the published one."""

from argparse import Namespace

import numpy as np
import pytest
import torch
from helpers.published_encoders import (
    LAYERS,
    W_SIZE,
    encoder_state,
    generator_state,
    info,
    resnet_info,
    resnet_state,
    write_psp,
)
from helpers.published_files import write_nvidia
from torch.nn import functional as F

from app.cli.faces import Inverting, run_inversion, take_apart
from engine.backends.backend import open_backend
from engine.bundle.bundle import open_bundle
from engine.checkpoints.registry import load_state
from engine.checkpoints.scan import scan
from engine.errors import BundleError
from engine.faces.alignment import FFHQ_EYES, align_eyes
from engine.faces.inversion import InversionSettings, Inverter
from engine.images.codec import read_rgb, write_image
from trainer.bundling.import_files import import_files
from trainer.bundling.imported import ImportOptions, content_of

PSP = {"encoder_type": "GradualStyleEncoder", "start_from_latent_avg": True, "learn_in_w": False, "lr": 1e-4}


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    rough = np.random.default_rng(0).integers(0, 255, (8, 8, 3), np.uint8)
    return np.kron(rough, np.ones((4, 4, 1), np.uint8))


def seen(photo: np.ndarray, side: int) -> torch.Tensor:
    image = torch.from_numpy(photo).permute(2, 0, 1)[None] / 127.5 - 1
    return F.interpolate(image, (side, side), mode="bilinear", align_corners=False)


@pytest.fixture(scope="module")
def inverting(tmp_path_factory):
    """A tiny pSp, brought in, and its tensors."""
    folder = tmp_path_factory.mktemp("psp")
    torch.manual_seed(0)
    encoder, (network, decoder) = encoder_state(), generator_state()
    path = write_psp(folder / "psp_ffhq_encode.pt", encoder, decoder, Namespace(**PSP))
    return import_files([path], folder / "faces.gmodel"), encoder, network, decoder


@torch.inference_mode()
def test_psps_answer_is_the_published_one(inverting, photo):
    made, encoder, _, decoder = inverting
    assert made.family == "psp"
    assert made.capabilities == ("sample", "invert")
    assert made.sentence == (
        "Found in psp_ffhq_encode.pt: psp, encoder (state_dict.encoder) and generator (state_dict.decoder)."
    )
    bundle = open_bundle(made.bundle)
    expected = (info(encoder, seen(photo, 64)) + decoder["latent_avg"])[0].numpy()
    for backend in ("onnx", "torch"):
        codes = Inverter(bundle, open_backend(bundle, backend=backend, device="cpu")).encode(photo)
        assert codes.shape == (LAYERS, W_SIZE)
        assert np.abs(codes - expected).max() < 1e-3 * np.abs(expected).max()


def test_a_photo_is_inverted_and_refined(inverting, photo, tmp_path):
    made = inverting[0]
    write_image(tmp_path / "face.png", photo)
    wanted = Inverting(tmp_path / "face.png", str(made.bundle), None, True, 3, 0, "onnx", "cpu")
    answer = run_inversion(wanted, tmp_path / "back.png", None, say=lambda line: None)
    assert answer["steps"] == 3
    assert set(answer["closeness"]) == {"encode", "optimise"}
    assert read_rgb(tmp_path / "back.png").shape == (32, 32, 3)


def test_faces_are_aligned_as_the_published_encoders_want_them(inverting, photo, tmp_path):
    made = inverting[0]
    assert open_bundle(made.bundle).manifest.image.eyes == FFHQ_EYES
    eyes = ((10.0, 12.0), (20.0, 13.0))
    write_image(tmp_path / "face.png", photo)
    wanted = Inverting(tmp_path / "face.png", str(made.bundle), eyes, False, 0, 0, "onnx", "cpu")
    found = take_apart(wanted, say=lambda line: None)
    assert found.alignment == align_eyes(*eyes, FFHQ_EYES)
    # Published squares are four times as wide as the eyes are apart.
    assert found.alignment.side == pytest.approx(4 * np.hypot(10, 1))


@torch.inference_mode()
def test_e4es_layers_are_told_from_the_first(tmp_path):
    torch.manual_seed(0)
    encoder, (_, decoder) = encoder_state(), generator_state()
    opts = {**PSP, "encoder_type": "Encoder4Editing"}
    found = scan([write_psp(tmp_path / "e4e_ffhq_encode.pt", encoder, decoder, opts)])
    assert found.family == "e4e"
    network = next(part.imported.network for part in found.parts if part.imported.role == "encoder")
    image = torch.rand(2, 3, 64, 64) * 2 - 1
    heads = info(encoder, image)
    expected = heads[:, :1] + torch.cat([torch.zeros(2, 1, W_SIZE), heads[:, 1:]], dim=1)
    assert torch.allclose(network(image), expected + decoder["latent_avg"], atol=1e-4)


@torch.inference_mode()
def test_codes_that_do_not_start_from_the_average_stay_as_they_are(tmp_path):
    torch.manual_seed(0)
    encoder, (_, decoder) = encoder_state(), generator_state()
    opts = {**PSP, "start_from_latent_avg": False}
    found = scan([write_psp(tmp_path / "psp.pt", encoder, decoder, opts)])
    network = next(part.imported.network for part in found.parts if part.imported.role == "encoder")
    image = torch.rand(1, 3, 64, 64)
    assert torch.allclose(network(image), info(encoder, image), atol=1e-4)


BACKBONES = {
    "BackboneEncoder": (lambda: encoder_state(channels=6, pyramid=False), info),
    "ResNetBackboneEncoder": (resnet_state, resnet_info),
}


@torch.inference_mode()
@pytest.mark.parametrize("backbone", BACKBONES)
def test_restyles_encoder_is_read_on_either_backbone(backbone):
    torch.manual_seed(0)
    make, heads_of = BACKBONES[backbone]
    state = make()
    found = load_state(state, {"encoder_type": backbone})
    assert (found.family, found.architecture) == ("restyle", "restyle_encoder")
    assert (found.config["depth"], found.config["num_ws"]) == ([1, 2, 2, 1], LAYERS)
    photo, drawn, codes = torch.rand(2, 3, 64, 64), torch.rand(2, 3, 64, 64), torch.randn(2, LAYERS, W_SIZE)
    expected = codes + heads_of(state, torch.cat([photo, drawn], dim=1))
    assert torch.allclose(found.network(photo, drawn, codes), expected, rtol=1e-4, atol=1e-4)


@pytest.mark.slow
@torch.inference_mode()
@pytest.mark.parametrize("backbone", BACKBONES)
def test_restyle_looks_at_what_it_has_drawn(tmp_path, photo, backbone):
    torch.manual_seed(0)
    make, heads_of = BACKBONES[backbone]
    encoder, (network, decoder) = make(), generator_state()
    opts = {**PSP, "encoder_type": backbone, "input_nc": 6, "n_iters_per_batch": 5}
    path = write_psp(tmp_path / "restyle_psp_ffhq_encode.pt", encoder, decoder, opts)
    made = import_files([path], tmp_path / "faces.gmodel")
    assert (made.family, made.capabilities) == ("restyle", ("sample", "invert"))
    codes = decoder["latent_avg"].repeat(1, LAYERS, 1)
    for _ in range(5):
        drawn = F.interpolate(network.synthesis(codes), (64, 64), mode="bilinear", align_corners=False)
        codes = codes + heads_of(encoder, torch.cat([seen(photo, 64), drawn], dim=1))
    expected = codes[0].numpy()
    bundle = open_bundle(made.bundle)
    inverter = Inverter(bundle, open_backend(bundle, backend="onnx", device="cpu"))
    assert np.abs(inverter.encode(photo) - expected).max() < 5e-3 * np.abs(expected).max()
    assert inverter.invert(photo, InversionSettings(steps=0)).ws.shape == (LAYERS, W_SIZE)


def test_an_encoder_inverts_for_the_generator_that_comes_beside_it(tmp_path):
    torch.manual_seed(0)
    encoder, (_, decoder), (other, _) = encoder_state(), generator_state(), generator_state()
    first = write_nvidia(tmp_path / "faces.pkl", {"G_ema": other.state_dict()})
    second = write_psp(tmp_path / "psp.pt", encoder, decoder, PSP)
    for files in ([first, second], [second, first]):
        found = scan(files)
        assert "the encoder's own generator (state_dict.decoder)" in found.sentence()
        made = content_of(found, ImportOptions())
        assert (made.family, made.capabilities) == ("psp", ("sample", "invert"))
        synthesis = next(network.module for network in made.networks if network.name == "synthesis")
        assert torch.equal(synthesis.state_dict()["b4.const"], other.state_dict()["synthesis.b4.const"])


def test_encoders_of_label_maps_are_refused_with_their_channels(tmp_path):
    torch.manual_seed(0)
    encoder, (_, decoder) = encoder_state(channels=19), generator_state()
    path = write_psp(tmp_path / "psp_celebs_seg_to_face.pt", encoder, decoder, {**PSP, "label_nc": 19})
    with pytest.raises(BundleError, match="takes 19 channels, a sketch or a label map"):
        scan([path])


def test_an_encoder_of_another_generator_is_refused(tmp_path):
    torch.manual_seed(0)
    encoder, (_, decoder) = encoder_state(), generator_state()
    encoder = {name: tensor for name, tensor in encoder.items() if not name.startswith("styles.7.")}
    path = write_psp(tmp_path / "psp.pt", encoder, decoder, PSP, layers=7)
    with pytest.raises(BundleError, match="7 codes of 8 numbers, and the generator takes 8 of 8"):
        import_files([path], tmp_path / "a.gmodel")
    assert not (tmp_path / "a.gmodel").exists()
