"""Edits of a face never touch the photo, can be taken back, and come back the same."""

import json
import tracemalloc

import numpy as np
import pytest

from engine.errors import ImageError, LatentError, RequestError
from engine.faces.alignment import EYES, Alignment, align_eyes
from engine.faces.blending import Edge
from engine.faces.portrait import Edits, Portrait
from engine.requests.generation import GenerateRequest
from engine.requests.portrait import PortraitRequest, mask_bytes
from engine.requests.request import digest_of, from_text, to_text

ALIGNMENT = Alignment(40.0, 30.0, 140.0, 25.0)
WS = np.linspace(-1, 1, 12, dtype=np.float32).reshape(3, 4)


class Painter:
    """Makes pictures whose light, warmth and stripes are the first numbers of the code."""

    size, preview_size = 64, 16

    def __init__(self):
        self.made = []

    def synthesise(self, ws, *, noise_seed=None, noises=None, size=None):
        side = size or self.size
        self.made.append(side)
        v, u = (np.mgrid[:side, :side] + 0.5) / side
        light, warmth, stripes, _ = ws[0].mean(axis=0)
        shade = 120 + 40 * np.exp(-((u - 0.5) ** 2 + (v - 0.5) ** 2) * 8) + 25 * light
        shade = shade + 30 * stripes * np.sin(u * 40)
        if noises is not None:
            shade = shade + noises[0].mean()
        face = shade[..., None] + np.array([20, 0, -20]) * warmth
        return np.clip(face, 0, 255).astype(np.uint8)[None]


class Two:
    """Sliders for light and warmth."""

    def move(self, values, locked=()):
        offset = np.zeros((3, 4), np.float32)
        for name, value in values.items():
            if name not in ("light", "warmth"):
                raise LatentError(f"The model has no axis '{name}'.")
            offset[:, ("light", "warmth").index(name)] += 0 if name in locked else value
        return offset

    def moved(self, ws, values, locked=(), mapped=None, mixed=lambda codes: codes):
        offset = self.move(values, locked)
        if offset.shape != ws.shape:
            raise LatentError("These sliders are of another model.")
        return mixed(ws) + offset


def photo_of(height=220, width=260, channels=3):
    y, x = np.mgrid[:height, :width]
    shade = (
        120 + 60 * np.sin(x / 40) * np.cos(y / 50) + np.random.default_rng(3).normal(0, 6, (height, width))
    )
    photo = np.clip(shade[..., None] + np.arange(max(1, channels)) * 5, 0, 255).astype(np.uint8)
    return photo[..., 0] if channels == 0 else photo


def portrait_of(photo, **parts):
    return Portrait.of(photo, ALIGNMENT, WS, Painter(), Two(), **parts)


@pytest.mark.parametrize("channels", [0, 3, 4])
def test_no_edit_gives_the_photo_itself(channels):
    photo = photo_of(channels=channels)
    portrait = portrait_of(photo)
    for edits in (Edits(), Edits({"light": 0.0}), Edits({"light": 0}, ("warmth",))):
        assert np.array_equal(portrait.render(edits), photo)


@pytest.mark.parametrize("channels", [0, 3, 4])
def test_an_edit_shows_inside_the_face_and_nowhere_else(channels):
    photo = photo_of(channels=channels)
    before = photo.copy()
    portrait = portrait_of(photo)
    result = portrait.render(Edits({"light": 1.0}))
    assert result.shape == photo.shape
    assert result.dtype == np.uint8
    assert np.array_equal(photo, before)
    corners = np.array(ALIGNMENT.corners)
    outside = np.ones(photo.shape[:2], bool)
    left, top = np.floor(corners.min(axis=0)).astype(int)
    right, bottom = np.ceil(corners.max(axis=0)).astype(int)
    outside[top:bottom, left:right] = False
    assert np.array_equal(result[outside], photo[outside])
    x, y = (int(value) for value in ALIGNMENT.to_photo([(0.5, 0.5)])[0])
    brighter = result[y - 9 : y + 9, x - 9 : x + 9].astype(int) - photo[y - 9 : y + 9, x - 9 : x + 9]
    assert 10 < (brighter[..., :3] if channels else brighter).mean() < 60


def test_edits_can_be_taken_back_in_any_order():
    photo = photo_of()
    portrait = portrait_of(photo)
    both = portrait.render(Edits({"light": 1.0, "warmth": -1.0}))
    one = portrait.render(Edits({"warmth": -1.0}))
    assert not np.array_equal(both, one)
    assert np.array_equal(portrait.render(Edits({"warmth": -1.0, "light": 1.0})), both)
    assert np.array_equal(portrait.render(Edits({"warmth": -1.0, "light": 0.0})), one)
    assert np.array_equal(portrait.render(Edits()), photo)
    assert np.array_equal(portrait_of(photo).render(Edits({"light": 1.0, "warmth": -1.0})), both)


def test_locks_reach_the_sliders():
    portrait = portrait_of(photo_of())
    locked = portrait.render(Edits({"light": 1.0, "warmth": 1.0}, ("warmth",)))
    assert np.array_equal(locked, portrait.render(Edits({"light": 1.0})))


def test_a_mask_limits_the_edit():
    photo = photo_of()
    mask = np.zeros(photo.shape[:2], np.uint8)
    mask[80:130, 90:150] = 255
    portrait = portrait_of(photo)
    result = portrait.render(Edits({"light": 1.5}, mask=mask))
    assert np.array_equal(result[mask == 0], photo[mask == 0])
    assert (result[mask == 255] != photo[mask == 255]).any()
    with pytest.raises(ImageError):
        portrait.render(Edits({"light": 1.5}, mask=np.zeros((4, 4, 3), np.uint8)))


def test_painting_a_mask_makes_no_new_faces():
    portrait = portrait_of(photo_of())
    painter = portrait.face.generator
    masks = [np.full((20, 20), value, np.uint8) for value in (0, 90, 255)]
    for mask in masks:
        portrait.patch(Edits({"light": 1.5}, mask=mask))
    assert painter.made == [64, 64]
    portrait.patch(Edits({"light": 1.0}), coarse=True)
    assert painter.made == [64, 64, 16, 16]
    portrait.patch(Edits({"light": 0.5}), coarse=True)
    assert painter.made == [64, 64, 16, 16, 16]


def test_the_coarse_patch_is_near_the_full_one():
    portrait = portrait_of(photo_of())
    edits = Edits({"light": 1.0, "warmth": 0.5})
    full, coarse = portrait.patch(edits), portrait.patch(edits, coarse=True)
    assert (full.top, full.left, full.pixels.shape) == (coarse.top, coarse.left, coarse.pixels.shape)
    assert np.abs(full.pixels.astype(int) - coarse.pixels).mean() < 2


def test_the_screens_portrait_is_the_full_one_made_smaller():
    large = Portrait.of(photo_of(1100, 1300), ALIGNMENT.scaled(5), WS, Painter(), Two())
    small = large.scaled(260)
    assert small.photo.shape == (220, 260, 3)
    edits = Edits({"light": 1.2})
    full, shown = large.render(edits), small.render(edits)
    reduced = full.reshape(220, 5, 260, 5, 3).mean(axis=(1, 3))
    assert np.abs(reduced - shown).mean() < 1.5
    assert small.face is large.face


def test_noise_of_the_inversion_is_used():
    photo = photo_of()
    portrait = portrait_of(photo, noises=[np.full((4, 4), 7.0, np.float32)])
    assert portrait.face.unedited(64).mean() == pytest.approx(
        portrait_of(photo).face.unedited(64).mean() + 7, abs=1
    )


def test_a_grey_photo_stays_grey():
    photo = np.repeat(photo_of(channels=0)[..., None], 3, axis=2)
    result = portrait_of(photo).render(Edits({"warmth": 2.0, "light": 1.0}))
    assert (result != photo).any()
    assert (np.ptp(result, axis=2) == 0).all()


def test_a_huge_photo_needs_memory_for_the_face_alone():
    row = photo_of(1, 10_000)
    photo = np.lib.stride_tricks.as_strided(row, (10_000, 10_000, 3), (0, 3, 1))
    alignment = align_eyes((4800, 5000), (5200, 5010))
    tracemalloc.start()
    portrait = Portrait.of(photo, alignment, WS, Painter(), Two())
    patch = portrait.patch(Edits({"light": 1.0}))
    portrait.scaled(1000).patch(Edits({"light": 1.0}), coarse=True)
    assert tracemalloc.get_traced_memory()[1] < patch.pixels.nbytes + 120 * 2**20
    tracemalloc.stop()
    assert patch.pixels.shape[0] == pytest.approx(alignment.side, rel=0.05)


def test_what_does_not_fit_is_refused():
    photo = photo_of()
    with pytest.raises(LatentError):
        portrait_of(photo).render(Edits({"beard": 1.0}))
    with pytest.raises(RequestError, match="no sliders"):
        Portrait.of(photo, ALIGNMENT, WS, Painter(), None).render(Edits({"light": 1.0}))
    with pytest.raises(RequestError, match="code is damaged"):
        Portrait.of(photo, ALIGNMENT, WS * np.nan, Painter(), None)
    with pytest.raises(LatentError, match="of another model"):
        Portrait.of(photo, ALIGNMENT, WS[:2], Painter(), Two()).render(Edits({"light": 1.0}))
    with pytest.raises(ImageError, match="outside"):
        Portrait.of(photo, Alignment(900, 900, 80, 0), WS, Painter(), None)


def request_for(photo, mask=None):
    face = GenerateRequest(
        model="faces",
        model_digest="ab" * 32,
        seed=None,
        index=0,
        psi=1.0,
        ws=((0.5, -1.25), (float(np.float32(1 / 3)), 2.0)),
        noise_seed=None,
        noise=(0.5, -0.5, 0.25, 1.0),
        axes=(("smile", 1.5),),
        locked=("age",),
        axes_digest="cd" * 32,
        tuning_digest="",
        backend="onnx",
        precision="float32",
    )
    alignment = align_eyes((30.25, 40.5), (71.125, 1 / 3))
    return PortraitRequest(face, digest_of(photo), alignment, Edge(), mask_bytes(mask))


@pytest.mark.parametrize("with_photo", [True, False])
@pytest.mark.parametrize("with_mask", [True, False])
def test_a_recipe_comes_back_as_it_was_written(with_photo, with_mask):
    photo = photo_of(30, 40)
    mask = np.random.default_rng(0).integers(0, 256, (15, 20)).astype(np.uint8) if with_mask else None
    request = request_for(photo, mask)
    again, kept = from_text(to_text(request, photo if with_photo else None))
    assert again == request
    assert (again.model, again.model_digest, again.backend) == ("faces", "ab" * 32, "onnx")
    np.testing.assert_allclose(again.alignment.to_photo(EYES), [(30.25, 40.5), (71.125, 1 / 3)])
    assert np.array_equal(kept, photo) if with_photo else kept is None
    assert np.array_equal(again.mask_pixels(), mask) if with_mask else again.mask_pixels() is None


def test_a_recipe_is_not_made_for_another_photo():
    with pytest.raises(RequestError, match="another input"):
        to_text(request_for(photo_of(30, 40)), photo_of(30, 41))


def test_a_recipe_does_not_keep_a_photo_that_is_too_large(monkeypatch):
    monkeypatch.setattr("engine.requests.request.MAX_KEPT_PIXELS", 1000)
    photo = photo_of(40, 30)
    request = request_for(photo)
    again, kept = from_text(to_text(request, photo))
    assert again == request
    assert kept is None
    with pytest.raises(RequestError, match="another photo"):
        to_text(request, photo[:, ::-1])


PHOTO = photo_of(12, 10)
RECORD = json.loads(to_text(request_for(PHOTO, PHOTO[..., 0]), PHOTO))
WRONG = {
    "kind": [None, "portraits"],
    "face": [None, {}, [], "x", {**RECORD["face"], "ws": None, "seed": 5}, {**RECORD["face"], "ws": None}],
    "photo_digest": [None, "", 5, "0" * 64],
    "alignment": [
        None,
        [],
        [1, 2, 3],
        [1, 2, 3, "4"],
        [1, 2, 0, 0],
        [1e9, 0, 50, 0],
        [0, 0, float("nan"), 5],
    ],
    "feather": [None, [3], 0, 1.5, True, float("inf"), "0.3"],
    "mask": [5, "", "%%", "aGVsbG8=", RECORD["mask"][:-40]],
    "photo": [5, "", "aGVsbG8=", RECORD["mask"]],
    "extra": [1],
}


@pytest.mark.parametrize(
    ("key", "value"), [(key, value) for key, values in WRONG.items() for value in values]
)
def test_a_damaged_recipe_is_refused_in_one_sentence(key, value):
    with pytest.raises(RequestError) as caught:
        from_text(json.dumps({**RECORD, key: value}))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("key", [key for key in RECORD if key != "photo"])
def test_a_recipe_without_one_of_its_parts_is_refused(key):
    with pytest.raises(RequestError):
        from_text(json.dumps({name: value for name, value in RECORD.items() if name != key}))
