"""Axes of a generator whose attributes are known: they are recovered, steps are true, locks hold."""

import numpy as np
import pytest

from engine.errors import LatentError
from engine.latent.tlgan import Samples, find_axes, shrunk_covariance

W, COUNT = 24, 3000
LAYERS = 6
NAMES = ("smile", "age", "glasses")
rng = np.random.default_rng(8)
MIX = rng.standard_normal((W, W)) * np.geomspace(2, 0.2, W)
NORMALS = rng.standard_normal((3, W))
NORMALS[2] += 0.8 * NORMALS[1]
SPREAD = np.sqrt(np.einsum("ad,de,ae->a", NORMALS, MIX.T @ MIX, NORMALS))


def codes(count, groups=1, seed=1):
    return (np.random.default_rng(seed).standard_normal((count, groups, W)) @ MIX).astype(np.float32)


def attributes(ws):
    """What a linear generator with a perfect classifier says of codes (N, layers, w)."""
    return ws.mean(axis=1) @ NORMALS.T


def scorer(ws):
    return attributes(np.asarray(ws, dtype=np.float64)), None


def samples(space="w", noise=0.5):
    groups = (2, 2, 2) if space == "w+" else (LAYERS,)
    drawn = codes(COUNT, len(groups))
    truth = attributes(np.repeat(drawn, groups, axis=1))
    return Samples(drawn, truth + noise * truth.std(axis=0) * rng.standard_normal(truth.shape), groups)


@pytest.fixture(scope="module")
def axes():
    return find_axes(NAMES, samples(), scorer)


def test_axes_are_recovered(axes):
    covariance = MIX.T @ MIX
    for name, normal in zip(NAMES, NORMALS, strict=True):
        truth = covariance @ normal
        cosine = axes[name].direction @ truth / np.linalg.norm(truth)
        assert cosine > 0.99, name


def test_a_step_is_one_standard_deviation(axes):
    data = samples()
    for index, name in enumerate(NAMES):
        change = attributes(axes.move({name: 1})[None].astype(float))[0, index]
        assert change == pytest.approx(np.asarray(data.scores)[:, index].std(), rel=0.02)
        assert axes[name].effects[name] == pytest.approx(1, abs=1e-6)


def test_the_cross_effects_are_those_of_the_generator(axes):
    deviations = np.asarray(samples().scores).std(axis=0)
    for row, name in enumerate(NAMES):
        truth = attributes(axes.move({name: 1})[None].astype(float))[0] / deviations
        np.testing.assert_allclose(axes.effects()[row], truth, atol=0.03)
    assert abs(axes.effects()[1, 2]) > 0.2, "age and glasses go together in this world"


def test_locks_hold_what_goes_together_by_statistics(axes):
    free = attributes(axes.move({"age": 2})[None].astype(float))[0] / SPREAD
    held = attributes(axes.move({"age": 2}, ["glasses", "smile"])[None].astype(float))[0] / SPREAD
    assert abs(free[2]) > 0.4
    assert np.abs(held[[0, 2]]).max() < 0.1 * held[1]
    assert held[1] == pytest.approx(free[1], rel=0.1), "the slider keeps its meaning"


def test_locks_of_a_perfect_fit_hold_exactly():
    exact = find_axes(NAMES, samples(noise=0.0), scorer, model="ridge")
    held = attributes(exact.move({"age": 3}, ["glasses", "smile"])[None].astype(float))[0] / SPREAD
    assert np.abs(held[[0, 2]]).max() < 2e-3


def test_axes_of_layer_groups_find_the_layers_that_matter():
    """Only the middle layers make a smile here; an axis in W+ sees that and moves the others little."""

    def middle(ws):
        ws = np.asarray(ws, dtype=np.float64)
        return np.column_stack([ws[:, 2:4].mean(axis=1) @ NORMALS[0], ws.mean(axis=1) @ NORMALS[1]]), None

    drawn = codes(COUNT, 3)
    truth = middle(np.repeat(drawn, 2, axis=1))[0]
    scores = truth + 0.3 * truth.std(axis=0) * rng.standard_normal(truth.shape)
    axes = find_axes(("smile", "age"), Samples(drawn, scores, (2, 2, 2)), middle, space="w+")
    rows = np.linalg.norm(axes["smile"].direction, axis=1)
    assert rows[2:4].min() > 5 * rows[[0, 1, 4, 5]].max()
    deviation = scores.std(axis=0)
    held = middle(axes.move({"smile": 2}, ["age"])[None])[0][0] / deviation
    assert held[0] == pytest.approx(2, rel=0.1)
    assert abs(held[1]) < 0.2


def test_labels_of_yes_and_no_are_enough():
    data = samples(noise=0.0)
    labels = (data.scores > np.median(data.scores, axis=0)).astype(float)
    labels[::4, 0] = np.nan
    axes = find_axes(NAMES, Samples(data.codes, labels, data.groups), scorer)
    truth = MIX.T @ MIX @ NORMALS[0]
    assert axes["smile"].direction @ truth / np.linalg.norm(truth) > 0.98
    change = attributes(axes.move({"smile": 1})[None].astype(float))[0, 0]
    assert change == pytest.approx(SPREAD[0], rel=0.35), "measured on forty samples"


def test_the_range_ends_where_the_attribute_stops_changing(monkeypatch):
    monkeypatch.setattr("engine.latent.tlgan._SELDOM", 0.0)

    def saturating(ws):
        scores, _ = scorer(ws)
        return np.minimum(scores, 1.2 * SPREAD), None

    axes = find_axes(NAMES, samples(), saturating)
    for axis in axes.axes:
        assert axis.high < -axis.low
        assert axis.low <= -2


def test_the_range_ends_where_codes_become_unlike_samples():
    few = find_axes(NAMES, samples(noise=0.0), scorer)
    for axis in few.axes:
        assert 1 <= axis.high <= 5
        far = codes(200)[:, 0] + (axis.high + 2) * axis.step * axis.direction
        inverse = np.linalg.inv(MIX.T @ MIX)
        distance = np.einsum("nd,de,ne->n", far, inverse, far)
        assert np.median(distance) > W, "beyond the range codes are rarer than samples"


def test_the_range_ends_where_hardly_a_sample_shows_as_much(axes):
    scores = samples().scores
    for column, axis in enumerate(axes.axes):
        usual = np.quantile(scores[:, column], (0.02, 0.98))
        ends = [
            attributes(axes.move({axis.name: value})[None].astype(float))[0, column]
            for value in (axis.low, axis.high)
        ]
        assert usual[0] < ends[0] < 0 < ends[1] < usual[1]
        assert 1 <= axis.high < 2.5


def test_features_of_the_pictures_end_the_range_too(monkeypatch):
    monkeypatch.setattr("engine.latent.tlgan._SELDOM", 0.0)

    def breaking(ws):
        """Pictures turn strange where smiles are wide."""
        scores, _ = scorer(ws)
        strange = np.maximum(0, scores[:, :1] / SPREAD[0] - 2) * 50
        return scores, np.hstack([ws[:, 0, :5], strange])

    data = samples()
    drawn = np.repeat(data.codes, data.groups, axis=1)
    with_features = Samples(data.codes, data.scores, data.groups, breaking(drawn)[1])
    axes = find_axes(NAMES, with_features, breaking, wanted=["smile", "age"])
    assert axes.names == ("smile", "age")
    assert axes["smile"].high < axes["age"].high
    assert axes["smile"].high < -axes["smile"].low


def test_an_axis_in_z_is_found_there():
    drawn = np.random.default_rng(2).standard_normal((COUNT, 1, W)).astype(np.float32)
    axes = find_axes(NAMES, Samples(drawn, scorer(drawn)[0], (1,)), scorer, space="z")
    normal = NORMALS[0] / np.linalg.norm(NORMALS[0])
    assert axes["smile"].direction @ normal > 0.99
    assert axes.move_z({"smile": 1}).shape == (W,)


def test_what_cannot_be_found_is_said():
    data = samples()
    with pytest.raises(LatentError, match="changes it too little"):
        find_axes(NAMES, data, lambda ws: (np.zeros((len(ws), 3)), None))
    with pytest.raises(LatentError, match="same for all"):
        find_axes(NAMES, Samples(data.codes, np.full((COUNT, 3), 0.3), data.groups), scorer)
    with pytest.raises(LatentError, match="do not fit"):
        find_axes(("one",), data, scorer)
    with pytest.raises(LatentError, match="not enough"):
        find_axes(NAMES, Samples(data.codes[:5], data.scores[:5], data.groups), scorer)


def test_work_can_be_stopped():
    def stop(name, done, total):
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        find_axes(NAMES, samples(), scorer, progress=stop)


def test_the_covariance_is_usable_even_with_few_samples():
    few = codes(10)[:, 0]
    assert np.linalg.eigvalsh(shrunk_covariance(few)).min() > 0
    many = codes(20_000)[:, 0]
    truth = MIX.T @ MIX
    assert np.linalg.norm(shrunk_covariance(many) - truth) < 0.05 * np.linalg.norm(truth)
    assert np.linalg.eigvalsh(shrunk_covariance(np.ones((9, 4)))).min() > 0
