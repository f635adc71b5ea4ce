"""The fits find what generated the data, and agree with direct minimisation."""

import numpy as np
import pytest

from engine.errors import LatentError
from engine.latent.regression import fit_logistic, fit_ridge

rng = np.random.default_rng(11)
SIZE = 20
SCALES = np.geomspace(0.05, 20, SIZE)
INPUTS = rng.standard_normal((1500, SIZE)) * SCALES + 3
NORMAL = rng.standard_normal(SIZE) / SCALES
SCORES = (INPUTS - 3) @ NORMAL


def cosine(a, b):
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def test_ridge_finds_the_direction_that_made_the_numbers():
    fit = fit_ridge(INPUTS, SCORES + 40 + 0.5 * rng.standard_normal(len(SCORES)))
    assert cosine(fit.normal * SCALES, NORMAL * SCALES) > 0.999
    assert fit.quality > 0.95
    np.testing.assert_allclose(fit.predict(INPUTS).mean(), 40 + SCORES.mean(), atol=0.1)


def test_logistic_finds_the_direction_behind_labels_and_probabilities():
    probabilities = 1 / (1 + np.exp(-SCORES))
    labels = (rng.random(len(SCORES)) < probabilities).astype(float)
    for targets, least in ((labels, 0.98), (probabilities, 0.999)):
        fit = fit_logistic(INPUTS, targets)
        assert cosine(fit.normal * SCALES, NORMAL * SCALES) > least
        assert fit.quality > 0.9


def test_logistic_is_the_minimum_of_its_loss():
    from scipy.optimize import minimize

    inputs = (INPUTS[:200] - INPUTS[:200].mean(axis=0)) / INPUTS[:200].std(axis=0)
    labels = (SCORES[:200] > 0.8).astype(float)
    share = np.where(labels == 1, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))

    def loss(weights):
        logits = inputs @ weights[:-1] + weights[-1]
        data = share @ (np.logaddexp(0, logits) - labels * logits)
        return data + 0.5 * 0.1 * 200 * 0.25 * weights[:-1] @ weights[:-1]

    found = fit_logistic(inputs, labels, penalties=[0.1])
    direct = minimize(loss, np.zeros(SIZE + 1), method="BFGS", options={"gtol": 1e-7}).x
    np.testing.assert_allclose(found.normal, direct[:-1], atol=2e-4)
    assert found.intercept == pytest.approx(direct[-1], abs=2e-4)


@pytest.mark.parametrize("fit", [fit_ridge, fit_logistic])
def test_with_fewer_rows_than_columns_the_fit_is_the_same_as_by_the_normal_equations(fit):
    inputs = rng.standard_normal((30, 50))
    labels = (inputs[:, 0] > 0).astype(float)
    wide = fit(inputs, labels, penalties=[0.5])
    assert np.isfinite(wide.normal).all()
    if fit is fit_ridge:
        z = (inputs - inputs.mean(axis=0)) / inputs.std(axis=0)
        direct = np.linalg.solve(z.T @ z + 15 * np.eye(50), z.T @ (labels - labels.mean()))
        np.testing.assert_allclose(wide.normal * inputs.std(axis=0), direct, atol=1e-8)
    assert ((wide.predict(inputs) > (0.5 if fit is fit_ridge else 0)) == (labels == 1)).mean() > 0.9


@pytest.mark.parametrize("fit", [fit_ridge, fit_logistic])
def test_missing_labels_do_not_count(fit):
    labels = (SCORES > 0).astype(float)
    labels[::3] = np.nan
    known = np.isfinite(labels)
    with_gaps, without = fit(INPUTS, labels), fit(INPUTS[known], labels[known])
    np.testing.assert_array_equal(with_gaps.normal, without.normal)


def test_columns_that_never_change_are_ignored():
    inputs = np.hstack([INPUTS, np.full((len(INPUTS), 2), 7.0)])
    assert (fit_ridge(inputs, SCORES).normal[-2:] == 0).all()
    assert (fit_logistic(inputs, (SCORES > 0).astype(float)).normal[-2:] == 0).all()


def test_separable_examples_give_a_finite_fit():
    labels = np.repeat([0.0, 1.0], 5)
    inputs = np.where(labels == 1, 5.0, -5.0)[:, None] + rng.standard_normal((10, 3)) * 0.1
    fit = fit_logistic(inputs, labels)
    assert np.isfinite(fit.normal).all()
    assert ((fit.predict(inputs) > 0) == (labels == 1)).all()


def test_targets_that_say_nothing_are_refused():
    many = np.zeros(len(INPUTS))
    for fit, targets, words in [
        (fit_ridge, many, "same for all"),
        (fit_logistic, many, "examples of both"),
        (fit_logistic, many + 1, "examples of both"),
        (fit_logistic, SCORES, "between 0 and 1"),
        (fit_ridge, many * np.nan, "Only 0"),
        (fit_ridge, many[:5], "do not fit"),
    ]:
        with pytest.raises(LatentError, match=words):
            fit(INPUTS, targets)
