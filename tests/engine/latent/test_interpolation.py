"""Mixing, principal and closed-form axes, walks, and the animations that they end in."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errors import ImageError, LatentError
from engine.images.animation import write_animation
from engine.latent.directions import closed_form_axes, principal_axes
from engine.latent.interpolation import EASINGS, walk, walk_length
from engine.latent.mixing import LEVELS, group_sizes, layers_of, mix

rng = np.random.default_rng(3)


@pytest.mark.parametrize("layers", [4, 6, 8, 10, 12, 18])
def test_levels_cover_all_layers_once(layers):
    parts = layers_of(layers)
    assert [i for level in LEVELS for i in range(layers)[parts[level]]] == list(range(layers))
    assert sum(group_sizes(layers)) == layers
    assert min(group_sizes(layers)) >= 1
    with pytest.raises(LatentError):
        layers_of(2)


def test_mixing_takes_levels_from_the_other():
    base, other = rng.standard_normal((2, 10, 4)).astype(np.float32)
    mixed = mix(base, other, {"middle": 1.0, "fine": 0.5})
    np.testing.assert_array_equal(mixed[:4], base[:4])
    np.testing.assert_allclose(mixed[4:8], other[4:8], atol=1e-6)
    np.testing.assert_allclose(mixed[8:], (base[8:] + other[8:]) / 2, atol=1e-6)
    np.testing.assert_array_equal(mix(base, other, {}), base)
    with pytest.raises(LatentError, match="cannot be mixed"):
        mix(base, other[:5], {})


def test_principal_axes_are_where_codes_spread_most():
    turn, _ = np.linalg.qr(rng.standard_normal((8, 8)))
    deviations = np.array([5, 3, 2, 1, 1, 0.5, 0.5, 0.1])
    codes = (rng.standard_normal((5000, 8)) * deviations) @ turn.T
    axes = principal_axes(codes.astype(np.float32), layers=6, count=3)
    for number, axis in enumerate(axes.axes):
        assert abs(axis.direction @ turn[:, number]) > 0.99
        assert axis.step == pytest.approx(deviations[number], rel=0.05)
    held = axes.move({"component 1": 1}, ["component 2"])
    np.testing.assert_allclose(held, axes.move({"component 1": 1}), atol=1e-3)
    with pytest.raises(LatentError):
        principal_axes(codes[:2].astype(np.float32), 6, 3)


def test_closed_form_axes_are_what_the_styles_amplify():
    turn, _ = np.linalg.qr(rng.standard_normal((6, 6)))
    weights = {
        f"b{r}.conv1.affine.weight": rng.standard_normal((40, 6)) @ (turn * [4, 2, 1, 1, 0.5, 0.2]).T
        for r in (4, 8)
    }
    weights |= {"b4.conv1.weight": np.ones((6, 6, 3, 3)), "b4.conv1.affine.bias": np.ones(40)}
    axes = closed_form_axes(weights, np.diag(np.full(6, 4.0)), layers=4, count=2)
    assert abs(axes["closed form 1"].direction @ turn[:, 0]) > 0.98
    assert abs(axes["closed form 2"].direction @ turn[:, 1]) > 0.95
    assert axes["closed form 1"].step == pytest.approx(2, rel=1e-3)
    coarse = closed_form_axes(weights, np.eye(6), layers=4, count=1, only=["b4."])
    assert coarse.names == ("closed form 1",)
    for wrong in ({}, {"a.affine.weight": np.ones((3, 5))}):
        with pytest.raises(LatentError, match="no style layers"):
            closed_form_axes(wrong, np.eye(6), 4)


def test_a_walk_visits_its_stations():
    stations = list(rng.standard_normal((3, 4, 5)).astype(np.float32))
    for easing in EASINGS:
        frames = list(walk(stations, 5, easing=easing))
        assert len(frames) == walk_length(len(stations), 5)
        assert len(frames) == 11
        for number, station in enumerate(stations):
            np.testing.assert_allclose(frames[5 * number], station, atol=1e-6)
    circle = list(walk(stations, 5, closed=True))
    assert len(circle) == walk_length(len(stations), 5, closed=True)
    assert len(circle) == 15
    steps = [np.linalg.norm(b - a) for a, b in zip(circle, [*circle[1:], circle[0]], strict=True)]
    assert max(steps) < 0.5 * np.linalg.norm(stations[0] - stations[1]) + 2
    z = list(rng.standard_normal((2, 64)).astype(np.float32))
    lengths = [np.linalg.norm(code) for code in walk(z, 8, method="slerp", easing="linear")]
    assert min(lengths) > 0.9 * min(np.linalg.norm(z[0]), np.linalg.norm(z[1]))


def test_easing_starts_and_ends_gently():
    for ease in EASINGS.values():
        assert ease(0.0) == pytest.approx(0)
        assert ease(1.0) == pytest.approx(1)
        assert 0 <= ease(0.3) <= 1
    assert EASINGS["ease"](0.1) < 0.05


def test_walks_to_nowhere_are_refused():
    a = np.zeros((4, 5), np.float32)
    for stations, frames, options in [
        ([a], 5, {}),
        ([a, a[:2]], 5, {}),
        ([a, a], 0, {}),
        ([a, a], 20_000, {}),
        ([a, a], 5, {"easing": "bounce"}),
    ]:
        with pytest.raises(LatentError):
            walk(stations, frames, **options)


def moving(count=6, height=20, width=31):
    for number in range(count):
        frame = np.zeros((height, width, 3), np.uint8)
        frame[:, number * 4 : number * 4 + 4] = (250, 120, 10)
        yield frame


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_animations_hold_every_frame(tmp_path, suffix):
    path = tmp_path / f"walk{suffix}"
    assert write_animation(path, moving(), frames_per_second=20) == 6
    with Image.open(path) as picture:
        assert picture.n_frames == 6
        assert picture.size == (31, 20)
        for number in range(6):
            picture.seek(number)
            picture.load()
            assert picture.info["duration"] == 50
            found = np.asarray(picture.convert("RGB")).astype(int)
            bright = found[10, :, 0] > 125
            assert bright[number * 4 + 1 : number * 4 + 3].all()
            assert bright.sum() <= 6
    assert list(tmp_path.iterdir()) == [path]


def test_mp4_is_written_with_a_codec_and_refused_without(tmp_path):
    import importlib.util

    path = tmp_path / "walk.mp4"
    if importlib.util.find_spec("av") or importlib.util.find_spec("imageio_ffmpeg") or shutil.which("ffmpeg"):
        assert write_animation(path, moving(height=64, width=65)) == 6
        assert path.read_bytes()[4:8] == b"ftyp"
    else:
        with pytest.raises(ImageError, match="No MP4 codec"):
            write_animation(path, moving())
        assert not path.exists()


def test_an_animation_that_fails_leaves_what_was_there(tmp_path):
    path = tmp_path / "walk.gif"
    path.write_bytes(b"old")

    def broken():
        yield np.zeros((4, 4, 3), np.uint8)
        yield np.zeros((5, 4, 3), np.uint8)

    for frames in (broken(), iter(()), iter([np.zeros((4, 4), np.uint8)])):
        with pytest.raises(ImageError):
            write_animation(path, frames)
    for name, rate in (("walk.avi", 25), ("walk.gif", 0), ("no folder/walk.gif", 25)):
        with pytest.raises(ImageError):
            write_animation(tmp_path / Path(name), moving(), frames_per_second=rate)
    assert [found.name for found in tmp_path.iterdir()] == ["walk.gif"]
    assert path.read_bytes() == b"old"
