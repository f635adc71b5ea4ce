"""Scenes say where their faces are, and the losses fall only where that is found."""

import numpy as np
import pytest
import torch
from PIL import Image
from pydantic import ValidationError

from engine.architectures.landmarks import LandmarkNetwork
from engine.faces.alignment import EYES
from engine.faces.landmark_maps import REACH, WINDOW
from trainer.data.face_scenes import FaceScenes, Placing, texture
from trainer.data.sampler import Draw
from trainer.data.sources import open_sources, pictures
from trainer.recipes.landmarks import (
    Landmarks,
    Settings,
    cell_centres,
    eye_loss,
    face_peaks,
    focal_loss,
    offset_loss,
)

EYES_AT = torch.tensor([[[21.0, 30.0, 45.0, 36.0], [float("nan")] * 4], [[float("nan")] * 4] * 2])


@pytest.fixture(scope="module")
def drawn_faces(tmp_path_factory):
    """Grey faces with a red and a blue eye where real ones have theirs."""
    folder = tmp_path_factory.mktemp("faces")
    for number in range(3):
        face = np.full((128, 128, 3), 90 + 30 * number, np.uint8)
        for (x, y), colour in zip(EYES, [(255, 0, 0), (0, 0, 255)], strict=True):
            rows, columns = np.mgrid[:128, :128] + 0.5
            face[np.hypot(columns - x * 128, rows - y * 128) < 7] = colour
        Image.fromarray(face).save(folder / f"{number}.png")
    return list(pictures(open_sources([folder])))


@pytest.fixture(scope="module")
def others(tmp_path_factory):
    folder = tmp_path_factory.mktemp("others")
    for number in range(3):
        Image.fromarray(texture(96, np.random.default_rng(number))).save(folder / f"{number}.png")
    return list(pictures(open_sources([folder])))


def test_a_scene_says_where_its_eyes_are(drawn_faces):
    scenes = FaceScenes(drawn_faces, [], Placing(nearest=0.4, farthest=0.25, empty=0, second=0))
    seen = 0
    for number in range(30):
        item = scenes[Draw(number % 3, number, 128, 5)]
        assert item["picture"].shape == (3, 128, 128)
        assert item["picture"].abs().max() <= 1
        left, right = item["eyes"][0].reshape(2, 2)
        assert left[0] < right[0]
        assert item["eyes"][1].isnan().all()
        colours = [item["picture"][:, int(y), int(x)] for x, y in (left, right)]
        # Mirrored faces have the blue eye on the left; drained scenes have no colour at all.
        contrast = [float(colour[0] - colour[2]) for colour in colours]
        if max(map(abs, contrast)) > 0.6:
            assert contrast[0] * contrast[1] < 0
            seen += 1
    assert seen > 12


def test_a_drawing_is_the_same_at_any_time(drawn_faces, others):
    scenes = FaceScenes(drawn_faces, others, Placing())
    draws = [Draw(number % 3, number, 64, 5) for number in range(8)]
    first, second = ([scenes[draw] for draw in order] for order in (draws, draws[::-1]))
    for one, two in zip(first, second[::-1], strict=True):
        assert torch.equal(one["picture"], two["picture"])
        assert torch.equal(one["eyes"].nan_to_num(-1), two["eyes"].nan_to_num(-1))
    assert any(not torch.equal(first[0]["picture"], other["picture"]) for other in first[1:])


def test_scenes_are_empty_single_and_double_as_asked(drawn_faces, others):
    scenes = FaceScenes(drawn_faces, others, Placing(empty=0.3, second=0.5, nearest=0.15))
    counts = [int((~scenes[Draw(0, n, 64, 1)]["eyes"][:, 0].isnan()).sum()) for n in range(120)]
    shares = np.bincount(counts, minlength=3) / 120
    np.testing.assert_allclose(shares, (0.3, 0.35, 0.35), atol=0.13)


def test_peaks_stand_between_the_eyes():
    centres = cell_centres(torch.zeros(2, 7, 32, 32))
    peaks = face_peaks(EYES_AT, centres, 0.2)
    assert peaks.shape == (2, 2, 32, 32)
    assert peaks[0, 0].argmax() == 8 * 32 + 8  # (33, 33) lies in cell (8, 8)
    assert peaks[0, 0].max() == 1
    assert not peaks[0, 1].any()
    assert not peaks[1].any()


def test_the_focal_loss_falls_only_with_peaks_at_their_places():
    centres = cell_centres(torch.zeros(2, 7, 32, 32))
    peaks = face_peaks(EYES_AT, centres, 0.2).amax(dim=1)
    right = torch.where(peaks == 1, 8.0, -8.0)
    wrong = right.roll(10, dims=2)
    assert focal_loss(right, peaks) < 0.1 < focal_loss(torch.full_like(right, -4.6), peaks)
    assert focal_loss(wrong, peaks) > 5
    # A high score beside the peak is forgiven more than one far away.
    near, far = torch.full((2, 32, 32), -8.0), torch.full((2, 32, 32), -8.0)
    near[0, 8, 9] = far[0, 20, 20] = 2.0
    assert focal_loss(near, peaks) < focal_loss(far, peaks)


def test_true_offsets_have_no_loss_and_others_are_measured_in_eye_distances():
    maps = torch.zeros(2, 7, 32, 32)
    centres = cell_centres(maps)
    peaks = face_peaks(EYES_AT, centres, 0.2)
    true = (EYES_AT[0, 0][:, None, None] - centres.repeat(2, 1, 1)) / REACH
    offsets = true.expand(2, -1, -1, -1).clone()
    assert offset_loss(offsets, EYES_AT, centres, peaks) < 1e-6
    offsets += (EYES_AT[0, 0, 2:] - EYES_AT[0, 0, :2]).norm() / REACH
    assert offset_loss(offsets, EYES_AT, centres, peaks) == pytest.approx(1.0, abs=1e-4)


def test_heat_at_the_eyes_has_no_loss():
    torch.manual_seed(0)
    centres = cell_centres(torch.zeros(2, 7, 32, 32))
    eyes = torch.tensor([[[22.0, 30.0, 46.0, 34.0]], [[float("nan")] * 4]])
    heat = torch.zeros(2, 2, 32, 32)
    for eye in range(2):
        x, y = (int(value) // 4 for value in eyes[0, 0, 2 * eye : 2 * eye + 2])
        heat[0, eye, y, x] = 40.0
    assert eye_loss(heat, eyes, centres, 0.1) < 1e-4
    assert eye_loss(-heat, eyes, centres, 0.1) > 0.02
    heat.requires_grad_(True)
    nobody = eye_loss(heat, eyes[1:].expand(2, -1, -1), centres, 0.1)
    nobody.backward()
    assert nobody == 0
    assert not heat.grad.any()


def test_a_step_learns_from_scenes_with_and_without_faces(drawn_faces, others):
    torch.manual_seed(1)
    recipe = Landmarks(Settings(widths=[6, 8, 12, 12], depth=0))
    network = recipe.networks["landmarks"]
    scenes = FaceScenes(drawn_faces, others, Placing(nearest=0.4, farthest=0.2, empty=0.3, second=0.2))
    items = [scenes[Draw(n % 3, n, 64, 2)] for n in range(8)]
    batch = {key: torch.stack([item[key] for item in items]) for key in items[0]}
    optimiser = torch.optim.Adam(network.parameters(), 1e-2)
    history = []
    for _ in range(40):
        losses = recipe.losses(batch, {})
        optimiser.zero_grad()
        losses.total.backward()
        optimiser.step()
        history.append({name: float(value) for name, value in losses.terms.items()})
    for name in history[0]:
        assert history[-1][name] < 0.6 * history[0][name], name
    sheet = recipe.sample(recipe.networks, batch)
    assert sheet.shape == (8, 4, 3, 64, 64)
    assert sheet.abs().max() <= 1.001


def test_the_network_knows_nothing_of_batches():
    network = LandmarkNetwork(widths=[4, 6, 8], depth=1).eval()
    pictures_ = torch.rand(3, 3, 64, 96) * 2 - 1
    maps = network(pictures_)
    assert maps.shape == (3, 7, 16, 24)
    torch.testing.assert_close(network(pictures_[1:2]), maps[1:2], rtol=1e-4, atol=1e-5)


def test_a_first_guess_is_never_taken_to_be_further_off_than_eyes_are_read() -> None:
    # The settings say the number themselves, as they load no NumPy.
    Settings(jitter=WINDOW)
    with pytest.raises(ValidationError):
        Settings(jitter=WINDOW + 1e-3)
