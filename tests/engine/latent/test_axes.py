"""Axes keep what they were given, locks hold, and a damaged file of axes is refused in one sentence."""

import json
import struct

import numpy as np
import pytest

from engine.bundle.safetensors import read_tensor_file, tensor_file
from engine.errors import LatentError
from engine.latent.axes import Axis, AxisSet, Metric, without

W, LAYERS = 12, 6
rng = np.random.default_rng(4)
MIX = rng.standard_normal((W, W)) * np.linspace(0.3, 2, W)
COVARIANCE = MIX @ MIX.T + 0.1 * np.eye(W)
NORMALS = rng.standard_normal((3, W))  # of three attributes that are linear in w
NORMALS[1] += NORMALS[0]  # the first two go together


def unit(vector):
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def axis_of(name, normal, **changes):
    direction = unit(COVARIANCE @ normal)
    return Axis(name, "w", direction, step=1 / float(direction @ normal), **changes)


def three():
    return AxisSet(
        [axis_of(name, normal) for name, normal in zip("abc", NORMALS, strict=True)], COVARIANCE, LAYERS
    )


def attributes(offset):
    """What an offset (layers, w) does to the three attributes, which follow the mean of all layers."""
    return NORMALS @ offset.mean(axis=0)


def test_a_step_changes_its_own_attribute_by_one():
    for index, name in enumerate("abc"):
        offset = three().move({name: 1.5})
        assert offset.shape == (LAYERS, W)
        assert offset.dtype == np.float32
        assert attributes(offset)[index] == pytest.approx(1.5, rel=1e-4)


def test_without_a_lock_correlated_attributes_change_too():
    assert abs(attributes(three().move({"a": 1}))[1]) > 0.2


@pytest.mark.parametrize("locked", [("b",), ("b", "c"), ("c", "b"), ("b", "b")])
def test_a_locked_attribute_does_not_change_and_the_slider_keeps_its_meaning(locked):
    changes = attributes(three().move({"a": 2}, locked))
    assert changes[0] == pytest.approx(2, rel=1e-3)
    for name in locked:
        assert abs(changes["abc".index(name)]) < 1e-4


def test_several_sliders_are_one_move():
    values = {"a": 1.5, "b": -0.5, "c": 2}
    together = three().move(values, ["b"])
    one_by_one = sum(three().move({name: value}, ["b"]) for name, value in values.items())
    backwards = three().move(dict(reversed(values.items())), ["b"])
    np.testing.assert_allclose(together, one_by_one, atol=1e-5)
    np.testing.assert_allclose(together, backwards, atol=1e-6)


def test_a_locked_slider_keeps_its_own_value():
    changes = attributes(three().move({"a": 1, "b": 1}, ["b"]))
    assert changes[1] == pytest.approx(1, rel=1e-3)


def test_sliders_at_rest_change_nothing_at_all():
    assert not three().move({"a": 0, "b": 0.0}, ["c"]).any()
    assert not three().move({}).any()


def test_an_edit_along_a_locked_axis_does_not_fly_away():
    twin = axis_of("twin", NORMALS[0] + 1e-3 * NORMALS[2])
    axes = AxisSet([*three().axes, twin], COVARIANCE, LAYERS)
    free, held = axes.move({"twin": 3}), axes.move({"twin": 3}, ["a"])
    assert np.linalg.norm(held) < np.linalg.norm(free)
    same = AxisSet([*three().axes, axis_of("same", NORMALS[0])], COVARIANCE, LAYERS)
    assert np.abs(same.move({"same": 1}, ["a"])).max() < 1e-3


def test_an_edit_of_some_layers_stays_there_under_locks():
    rows = np.zeros((LAYERS, W), np.float32)
    rows[2:4] = COVARIANCE @ NORMALS[0]
    middle = Axis("middle", "w+", unit(rows), step=1.0)
    axes = AxisSet([*three().axes, middle], COVARIANCE, LAYERS)
    offset = axes.move({"middle": 1}, ["b", "c"])
    assert not offset[[0, 1, 4, 5]].any()
    assert offset[2:4].any()
    assert np.abs(attributes(offset)[1:]).max() < 1e-5


def test_prediction_is_what_the_model_says():
    axes = three()
    offset = axes.move({"a": 1.2, "c": -0.7})
    for index, name in enumerate("abc"):
        assert axes.predicted(name, offset) == pytest.approx(attributes(offset)[index], rel=1e-3, abs=1e-4)


def test_axes_of_z_give_offsets_of_z_and_none_of_w():
    axes = AxisSet([Axis("a", "z", unit(NORMALS[0]), 2.0)], np.eye(W), 1)
    assert axes.of_z(axes.names) == ("a",)
    np.testing.assert_allclose(axes.move_z({"a": 2}), 4 * unit(NORMALS[0]), rtol=1e-6)
    with pytest.raises(LatentError, match="'a' moves z"):
        axes.move({"a": 2})
    with pytest.raises(LatentError, match="'b' moves w"):
        three().move_z({"b": 1})


Z = 5
TURN = np.random.default_rng(11).standard_normal((Z, W)).astype(np.float32)
START = np.random.default_rng(12).standard_normal(Z).astype(np.float32)


def mapped(moved):
    """A mapping network that is not linear."""
    return np.repeat(np.tanh((START + moved) @ TURN)[None], LAYERS, axis=0).astype(np.float32)


def both() -> AxisSet:
    """Three axes of W and two of z, which is of another size."""
    lines = [Axis(f"z{n}", "z", np.eye(Z, dtype=np.float32)[n], 1.5) for n in range(2)]
    return three().joined(AxisSet(lines, np.eye(Z), 1))


def test_z_moves_first_and_w_moves_what_it_is_mapped_to():
    axes, ws = both(), mapped(np.zeros(Z, np.float32))
    assert axes.names == ("a", "b", "c", "z0", "z1")
    assert axes.moved(ws, {"z0": 0.0, "a": 0}) is ws
    moved = mapped(np.array([3, 0, 0, 0, 0], np.float32))
    np.testing.assert_allclose(axes.moved(ws, {"z0": 2}, (), mapped), moved, atol=1e-6)
    offset = three().move({"a": 1})
    for order in ({"z0": 2, "a": 1}, {"a": 1, "z0": 2}):
        np.testing.assert_allclose(axes.moved(ws, order, (), mapped), moved + offset, atol=1e-6)
    np.testing.assert_array_equal(axes.moved(ws, {"a": 1}), ws + offset)
    mixed = axes.moved(ws, {"z0": 2, "a": 1}, (), mapped, lambda codes: codes * 2)
    np.testing.assert_allclose(mixed, moved * 2 + offset, atol=1e-6)


def test_a_locked_axis_of_w_holds_against_axes_of_z():
    axes, ws = both(), mapped(np.zeros(Z, np.float32))
    free = axes.predicted("b", axes.moved(ws, {"z0": 2}, (), mapped) - ws)
    held = axes.moved(ws, {"z0": 2}, ["b", "z1"], mapped) - ws
    assert abs(free) > 0.1
    assert abs(axes.predicted("b", held)) < 1e-4
    assert np.abs(held).max() > 0.1


def test_a_code_without_z_is_not_moved_by_axes_of_z():
    ws = mapped(np.zeros(Z, np.float32))
    with pytest.raises(LatentError, match="'z1' moves z"):
        both().moved(ws, {"a": 1, "z1": 1})
    with pytest.raises(LatentError, match="'z1' moves z"):
        both().check({"z1": 1}, has_z=False)
    both().check({"z1": 0, "a": 2}, ["z0"], has_z=False)
    with pytest.raises(LatentError, match="of another model"):
        three().moved(ws[:2], {"a": 1})


def test_axes_of_both_spaces_are_kept_and_those_of_one_as_before():
    axes = both()
    again = AxisSet.from_bytes(axes.to_bytes())
    assert again.to_bytes() == axes.to_bytes()
    assert again.of_z(again.names) == ("z0", "z1")
    assert again.fits(Z, LAYERS, W)
    assert not again.fits(Z + 1, LAYERS, W)
    assert not again.fits(Z, LAYERS + 1, W)
    assert again.only("abc").to_bytes() == three().to_bytes(), "what requests of earlier versions name"
    of_z = AxisSet([axes["z0"], axes["z1"]], np.eye(Z), 1)
    assert again.only(["z0", "z1"]).to_bytes() == of_z.to_bytes()
    assert of_z.joined(three()).only("abc").to_bytes() == three().to_bytes()
    newer = Axis("a", "z", np.eye(Z, dtype=np.float32)[4], 1.0)
    assert axes.joined(AxisSet([newer], np.eye(Z), 1))["a"] is newer


def test_orthogonal_holds_in_the_metric_not_in_the_euclidean_sense():
    metric = Metric(COVARIANCE)
    directions = [np.repeat((COVARIANCE @ normal)[None], LAYERS, axis=0) for normal in NORMALS]
    rest = without(metric, directions[0], directions[1:], most=1e9)
    size = metric.inner(rest, rest)
    assert abs(metric.inner(rest, directions[1])) < 1e-9 * size
    assert abs(np.sum(rest * directions[1])) > 1e-3


def test_axes_come_back_as_they_were_written():
    axes = three()
    rows = unit(rng.standard_normal((LAYERS, W)))
    more = Axis("Haar länger", "w+", rows, 0.25, -2.5, 3.75, {"a": 0.125, "Haar länger": 1.0})
    axes = AxisSet([*axes.axes, more], COVARIANCE, LAYERS)
    again = AxisSet.from_bytes(axes.to_bytes())
    assert again.names == axes.names
    assert again.to_bytes() == axes.to_bytes()
    assert again.digest() == axes.digest() != axes.only(["a"]).digest()
    assert (again["Haar länger"].low, again["Haar länger"].high) == (-2.5, 3.75)
    assert again["Haar länger"].effects == more.effects
    np.testing.assert_array_equal(again.move({"Haar länger": 1}, ["a"]), axes.move({"Haar länger": 1}, ["a"]))
    assert again.effects()[3, 0] == 0.125
    assert np.isnan(again.effects()[0]).all()


def test_sets_are_joined_and_taken_apart():
    newer = axis_of("b", NORMALS[2])
    joined = three().joined(AxisSet([newer, axis_of("d", NORMALS[0])], COVARIANCE, LAYERS))
    assert joined.names == ("a", "c", "b", "d")
    assert joined["b"] is newer
    assert joined.only({"d", "a"}).names == ("a", "d")
    with pytest.raises(LatentError, match="no axis 'e'; it has: a, c, b, d"):
        joined.only(["e"])


def test_what_cannot_be_moved_is_refused():
    for value in (float("nan"), float("inf"), 101):
        with pytest.raises(LatentError, match="100 steps"):
            three().move({"a": value})
    with pytest.raises(LatentError, match="no axis"):
        three().move({"a": 1}, ["unknown"])


BAD_AXES = [
    {"name": ""},
    {"name": "x" * 65},
    {"name": "line\nbreak"},
    {"direction": np.zeros(W, np.float32)},
    {"direction": np.full(W, np.nan, np.float32)},
    {"direction": unit(NORMALS[0])[None]},
    {"direction": unit(NORMALS[0]).astype(np.float64)},
    {"space": "s"},
    {"step": 0.0},
    {"step": float("nan")},
    {"low": 1.0},
    {"high": float("inf")},
    {"low": float("nan")},
    {"effects": {"a": float("nan")}},
]


@pytest.mark.parametrize("changes", BAD_AXES)
def test_an_impossible_axis_is_refused(changes):
    whole = {"name": "a", "space": "w", "direction": unit(NORMALS[0]), "step": 1.0}
    with pytest.raises(LatentError, match="is damaged"):
        Axis(**{**whole, **changes})


def test_axes_that_do_not_fit_their_metric_are_refused():
    a = axis_of("a", NORMALS[0])
    for axes, metric, layers in [
        ([a, a], COVARIANCE, LAYERS),
        ([a], np.eye(W - 1), LAYERS),
        ([a], -COVARIANCE, LAYERS),
        ([a], MIX, LAYERS),
        ([a], np.zeros((W, W)), LAYERS),
        ([a], COVARIANCE * np.nan, LAYERS),
        ([a], COVARIANCE, 0),
        ([a, Axis("z", "z", unit(NORMALS[0]), 1.0)], COVARIANCE, LAYERS),
    ]:
        with pytest.raises(LatentError):
            AxisSet(axes, metric, layers)


def rewritten(change):
    tensors, metadata = read_tensor_file(three().to_bytes())
    records = json.loads(metadata["axes"])
    change(tensors, metadata, records)
    if "axes" in metadata and metadata["axes"] is not None:
        metadata.setdefault("kept", "")
    if metadata.pop("kept", None) is not None:
        metadata["axes"] = json.dumps(records)
    return tensor_file(tensors, {name: text for name, text in metadata.items() if text is not None})


DAMAGES = {
    "no axis": lambda t, m, r: t.pop("axis.0"),
    "one too many": lambda t, m, r: t.update(extra=np.zeros(3, np.float32)),
    "no metric": lambda t, m, r: t.pop("metric"),
    "another type": lambda t, m, r: t.update({"axis.0": t["axis.0"].astype(np.float16)}),
    "infinite": lambda t, m, r: t.update({"axis.0": t["axis.0"] * np.float32(np.inf)}),
    "another version": lambda t, m, r: m.update(ganvas_axes="2"),
    "no version": lambda t, m, r: m.update(ganvas_axes=None),
    "no layers": lambda t, m, r: m.update(layers=None),
    "layers no number": lambda t, m, r: m.update(layers="six"),
    "too many layers": lambda t, m, r: m.update(layers="1000000000"),
    "name no text": lambda t, m, r: r[0].update(name=5),
    "space no text": lambda t, m, r: r[0].update(space=["w"]),
    "step no number": lambda t, m, r: r[0].update(step="1"),
    "step huge": lambda t, m, r: r[0].update(step=10**400),
    "step true": lambda t, m, r: r[0].update(step=True),
    "effects no table": lambda t, m, r: r[0].update(effects=[1]),
    "effect no number": lambda t, m, r: r[0].update(effects={"b": None}),
    "no low": lambda t, m, r: r[0].pop("low"),
    "more": lambda t, m, r: r[0].update(more=1),
    "axis no record": lambda t, m, r: r.__setitem__(0, 5),
    "fewer records": lambda t, m, r: r.pop(),
    "twice": lambda t, m, r: r[1].update(name="a"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_is_refused_in_one_sentence(damage):
    with pytest.raises(LatentError) as caught:
        AxisSet.from_bytes(rewritten(damage))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_what_is_no_file_of_axes_is_refused():
    whole = three().to_bytes()
    for data in (b"", b"\0" * 8, whole[:-4], whole + b"\0", struct.pack("<Q", 2**60), whole[:40], b"[" * 99):
        with pytest.raises(LatentError):
            AxisSet.from_bytes(data)
    with pytest.raises(LatentError, match="not describe"):
        AxisSet.from_bytes(tensor_file({}, {"ganvas_axes": "1", "layers": "3", "axes": "[" * 100_000}))


def test_our_files_are_what_safetensors_reads():
    from safetensors.numpy import load

    found = load(three().to_bytes())
    np.testing.assert_array_equal(found["metric"], COVARIANCE.astype(np.float32))
