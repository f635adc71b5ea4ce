"""A classifier learns from partly labelled pictures, is calibrated, measured and exported."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from helpers.labelled_pictures import write_labelled_pictures

from engine.architectures.efficientnet_lite import AttributeHead, PlacedFeatures
from engine.backends.backend import open_backend
from engine.bundle.bundle import open_bundle
from engine.errors import CheckpointError, ConfigurationError, DatasetError
from trainer.bundling.export import export_run
from trainer.data.build import make_dataset
from trainer.data.labelled import AttributePictures, brightness
from trainer.data.sampler import Draw
from trainer.metrics.calibration import (
    area_under_curve,
    calibrate_run,
    calibration_error,
    correlation,
    determination,
    platt,
)
from trainer.recipes.attributes import Attributes
from trainer.recipes.trained import open_run
from trainer.settings.run_config import RunConfig, parse_config
from trainer.training.session import run_training

ATTRIBUTES = {
    "disc": {"label": "disc"},
    "no disc": {"label": "disc", "inverse": True},
    "ground": {"kind": "number", "label": "ground"},
    "side": {"kind": "number", "label": "side"},
    "brightness": {"kind": "number", "measure": "brightness"},
}


def configuration(folder: Path, **settings: object) -> RunConfig:
    if not (folder / "data.zip").exists():
        write_labelled_pictures(folder / "data.zip", 240)
    return parse_config(
        {
            "recipe": "attributes",
            "name": "tiny-attributes",
            "folder": str(folder / "run"),
            "licence": "CC0",
            "data": {
                "sources": [str(folder / "data.zip")],
                "kind": "pictures",
                "turning_labels": ["side"],
                "validation_fraction": 0.4,
                "workers": 0,
            },
            "settings": {
                "attributes": ATTRIBUTES,
                "working_size": 64,
                "hidden": 0,
                "dropout": 0.2,
                **settings,
            },
            "schedule": {"pictures": 3200, "batch_size": 16, "size": 32},
            "optimiser": {"learning_rate": 1e-3, "beta1": 0.9},
            "averaging": {"half_life": 200},
            "reporting": {"samples": 3200, "checkpoints": 3200},
            "hardware": {"device": "cpu", "threads": 1},
        }
    )


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("attributes")
    run_training(configuration(folder), resume=False, echo=False)
    return folder / "run"


def test_a_frozen_classifier_learns_what_part_of_the_pictures_says(trained: Path) -> None:
    figures = calibrate_run(trained)
    assert figures["auc disc"] > 0.9
    assert figures["auc no disc"] > 0.9
    assert figures["correlation ground"] > 0.6
    assert figures["correlation brightness"] > 0.6
    assert figures["pictures disc"] < figures["pictures ground"]
    assert json.loads((trained / "metrics.json").read_text()) == figures


def test_its_bundle_answers_alike_in_both_backends_and_says_what_the_columns_are(
    trained: Path, tmp_path: Path
) -> None:
    calibrate_run(trained)
    bundle = open_bundle(export_run(trained, tmp_path / "attributes.gmodel"))
    specs = {spec.name: spec for spec in bundle.manifest.attributes}
    assert list(specs) == list(ATTRIBUTES)
    assert specs["disc"].kind == "binary"
    assert 0.1 < specs["disc"].mean < 0.5
    assert specs["ground"].mean == pytest.approx(0.5, abs=0.1)
    run = open_run(trained)
    dataset = make_dataset(run.config, "validation")
    rows = [dataset[Draw(i, i, 32, 0)] for i in range(6)]
    pictures = torch.stack([row["picture"] for row in rows])
    assert isinstance(run.recipe, Attributes)
    expected = run.recipe.classifier(run.networks)(pictures)[0]
    # Half-precision weights, and features kept in half precision.
    made_before = run.networks["head"](torch.stack([row["features"] for row in rows]))
    torch.testing.assert_close(expected, made_before, atol=0.02, rtol=0.02)
    for name in ("onnx", "torch"):
        answers = open_backend(bundle, backend=name, device="cpu").run(
            "classifier", {"image": pictures.numpy()}
        )  # type: ignore[arg-type]
        np.testing.assert_allclose(answers, expected.numpy(), atol=0.03)


def test_calibration_makes_stated_frequencies_true(trained: Path) -> None:
    calibrate_run(trained)
    run = open_run(trained)
    head = run.networks["head"]
    dataset = make_dataset(run.config, "validation")
    rows = [dataset[Draw(i, i, 32, 0)] for i in range(len(dataset))]
    with torch.no_grad():
        answers = head(torch.stack([row["features"] for row in rows]))[:, 0].double().numpy()
    labels = torch.stack([row["labels"] for row in rows])[:, 0].double().numpy()
    known = ~np.isnan(labels)
    stated = 1 / (1 + np.exp(-answers[known]))
    assert stated.mean() == pytest.approx(labels[known].mean(), abs=0.08)
    assert calibration_error(stated, labels[known], bins=4) < 0.12


def test_a_calibrated_run_is_refused_when_it_is_none(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="no run"):
        calibrate_run(tmp_path)


def test_mirrored_pictures_turn_their_turning_labels(tmp_path: Path) -> None:
    dataset = make_dataset(configuration(tmp_path, form="whole"), "train")
    assert isinstance(dataset, AttributePictures)
    turned = 0
    for number in range(20):
        draw = Draw(3, number, 32, 0)
        item, value = dataset[draw], dataset.values[3]
        sign = -1 if dataset.mirrored(draw) else 1
        turned += sign < 0
        assert item["labels"][3] == pytest.approx(sign * value[3])
        assert item["labels"][2] == pytest.approx(value[2])
    assert 0 < turned < 20


def test_a_whole_classifier_trains_its_features(tmp_path: Path) -> None:
    config = configuration(tmp_path, form="whole")
    config = parse_config(
        {**config.model_dump(), "schedule": {"pictures": 32, "batch_size": 16, "size": 32, "decay_from": 32}}
    )
    run_training(config, resume=False, echo=False)
    run = open_run(tmp_path / "run")
    fresh = Attributes(config.settings).networks["features"]  # type: ignore[arg-type]
    pairs = zip(run.networks["features"].parameters(), fresh.parameters(), strict=True)
    assert any(not torch.equal(mine, theirs) for mine, theirs in pairs)


def test_missing_labels_have_no_gradient_and_rare_answers_weigh_alike(tmp_path: Path) -> None:
    settings = configuration(tmp_path, dropout=0.0).settings
    recipe = Attributes(settings)  # type: ignore[arg-type]
    head = recipe.networks["head"]
    assert isinstance(head, AttributeHead)
    labels = torch.zeros(10, 5)
    labels[0, 0] = 1.0
    labels[:, 1] = float("nan")
    batch = {"features": torch.randn(10, head.norm.num_features), "labels": labels}
    with torch.no_grad():
        head.get_parameter("layers.1.weight").zero_()
        head.get_parameter("layers.1.bias").zero_()
    losses = recipe.losses(batch, {})
    losses.total.backward()  # type: ignore[no-untyped-call]
    gradient = head.get_parameter("layers.1.bias").grad
    assert gradient is not None
    # At answer 0 a rare one and nine zeros pull the logit equally.
    assert float(gradient[0]) == pytest.approx(0.0, abs=1e-6)
    assert float(gradient[1]) == 0.0


def test_label_statistics_do_not_depend_on_the_order_of_batches() -> None:
    values = torch.randn(50, 3) * 3 + 2
    values[::4, 1] = float("nan")
    head = AttributeHead(8, 3, 4)
    for part in values.split(7):
        head.note(part)
    mean, deviation = head.label_statistics()
    np.testing.assert_allclose(mean, np.nanmean(values.numpy(), axis=0), rtol=1e-5)
    np.testing.assert_allclose(deviation, np.nanstd(values.numpy(), axis=0), rtol=1e-5)


def test_unknown_labels_and_impossible_sizes_are_refused(tmp_path: Path) -> None:
    config = configuration(tmp_path, attributes={"hat": {"label": "hat"}})
    with pytest.raises(DatasetError, match="no label 'hat'"):
        make_dataset(config, "train")
    config = configuration(tmp_path, attributes={"ground": {"label": "ground"}})
    with pytest.raises(DatasetError, match="not 0 or 1"):
        make_dataset(config, "train")
    with pytest.raises(ConfigurationError, match="multiple of 64"):
        configuration(tmp_path, working_size=100)
    with pytest.raises(ValueError, match="multiple of 64"):
        PlacedFeatures(working_size=100)


def test_brightness_is_the_luminance_of_the_middle() -> None:
    picture = np.zeros((10, 10, 3), dtype=np.uint8)
    picture[2:8, 2:8] = [255, 0, 0]
    assert brightness(picture) == pytest.approx(0.2126, abs=1e-4)
    assert brightness(np.full((10, 10, 3), 255, dtype=np.uint8)) == pytest.approx(1.0, abs=1e-4)


def test_auc_is_the_share_of_pairs_in_order() -> None:
    answers, labels = np.array([0.1, 0.4, 0.35, 0.8]), np.array([0.0, 0.0, 1.0, 1.0])
    assert area_under_curve(answers, labels) == pytest.approx(0.75)
    assert area_under_curve(np.zeros(4), labels) == pytest.approx(0.5)
    assert np.isnan(area_under_curve(answers, np.ones(4)))


def test_platt_finds_the_logits_that_made_the_labels() -> None:
    rng = np.random.default_rng(0)
    answers = rng.normal(size=20_000) * 2
    labels = (rng.random(20_000) < 1 / (1 + np.exp(-(1.7 * answers - 0.6)))).astype(float)
    gain, shift = platt(answers, labels)
    assert gain == pytest.approx(1.7, abs=0.1)
    assert shift == pytest.approx(-0.6, abs=0.1)
    # Perfectly separated answers still get a finite gain.
    gain, _ = platt(np.array([-1.0, -2.0, 1.0, 2.0]), np.array([0.0, 0.0, 1.0, 1.0]))
    assert 0 < gain < 100


def test_determination_and_calibration_error_follow_their_definitions() -> None:
    labels = np.array([1.0, 2.0, 3.0, 4.0])
    assert determination(labels, labels) == 1.0
    assert determination(np.full(4, 2.5), labels) == 0.0
    assert correlation(-labels, labels) == pytest.approx(-1.0)
    stated, happened = np.array([0.9, 0.9, 0.1, 0.1]), np.array([1.0, 0.0, 0.0, 0.0])
    assert calibration_error(stated, happened) == pytest.approx(0.5 * 0.4 + 0.5 * 0.1)
