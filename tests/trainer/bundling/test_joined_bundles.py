"""A generator, its encoder, its classifier and its axes become one bundle whose card tells all of it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from accelerate import Accelerator
from helpers.labelled_pictures import write_labelled_pictures

from engine.backends.backend import open_backend
from engine.bundle.bundle import AXES, Bundle, open_bundle
from engine.errors import ConfigurationError, ExportError, LatentError
from engine.faces.attributes import AttributeReader
from engine.faces.generator import Generator
from engine.faces.inversion import Inverter
from engine.latent.axes import Axis, AxisSet
from trainer.bundling.export import commands, export_run, read_axes
from trainer.metrics.latent import path_lengths, separability
from trainer.settings.run_config import parse_config, write_config
from trainer.training.checkpoints import save_checkpoint
from trainer.training.state import Run

# Their models are trained first.
pytestmark = pytest.mark.slow

GENERATOR = {
    "resolution": 32,
    "z_size": 16,
    "w_size": 16,
    "mapping_depth": 2,
    "channel_base": 256,
    "channel_max": 12,
    "augment": "off",
}
CLASSIFIER = {"attributes": {"disc": {"label": "disc"}}, "working_size": 64, "hidden": 4}
ENCODER = {"widths": [8, 8, 8, 8, 16], "depth": [1, 1, 1, 1], "pyramid": 8, "size": 32}


def start_run(folder: Path, recipe: str, settings: dict[str, object], licence: str = "CC0") -> Path:
    """A run with one checkpoint of untrained networks."""
    data = folder.parent / "data.zip"
    if not data.exists():
        write_labelled_pictures(data, 8)
    folder.mkdir()
    config = parse_config(
        {
            "recipe": recipe,
            "name": f"tiny-{recipe}",
            "folder": str(folder),
            "licence": licence,
            "data": {"sources": [str(data)], "kind": "pictures"},
            "settings": settings,
            "schedule": {"pictures": 100, "batch_size": 4, "size": 32},
            "hardware": {"device": "cpu"},
        }
    )
    run = Run(config, Accelerator(cpu=True))
    run.seen = 12
    save_checkpoint(folder, 12, run.state(), 1)
    write_config(config, folder)
    return folder


def some_axes(w_size: int = 16, layers: int = 8) -> AxisSet:
    direction = np.zeros(w_size, dtype=np.float32)
    direction[0] = 1
    return AxisSet([Axis("disc", "w", direction, 1.0, -1, 1, {"disc": 1.0})], np.eye(w_size), layers)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("runs")
    generator = start_run(folder / "generator", "stylegan2", GENERATOR)
    (generator / "metrics.json").write_text(json.dumps({"kid_x1000": 40.0}))
    classifier = start_run(folder / "classifier", "attributes", CLASSIFIER, "CC BY 4.0; someone")
    (classifier / "metrics.json").write_text(json.dumps({"auc disc": 0.9}))
    encoder = start_run(folder / "encoder", "psp", {**ENCODER, "generator": str(generator)})
    return {"generator": generator, "classifier": classifier, "encoder": encoder}


@pytest.fixture(scope="module")
def joined(runs: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    target = tmp_path_factory.mktemp("joined") / "faces.gmodel"
    join = [runs["encoder"], runs["classifier"]]
    return open_bundle(export_run(runs["generator"], target, join=join, axes=some_axes()))


def test_the_bundle_can_do_what_its_runs_can_together(joined: Bundle) -> None:
    manifest = joined.manifest
    assert set(manifest.networks) == {"mapping", "synthesis", "encoder", "classifier"}
    assert manifest.capabilities == ["sample", "invert", "axes"]
    assert [attribute.name for attribute in manifest.attributes] == ["disc"]
    assert manifest.name == "tiny-stylegan2"
    backend = open_backend(joined, device="cpu")
    generator = Generator(joined, backend)
    pictures = generator.synthesise(generator.map(generator.sample_z(2, 0)))
    assert AttributeReader(joined, backend).scores(pictures).shape == (2, 1)
    assert Inverter(joined, backend).encode(pictures[0]).shape == (8, 16)
    assert AxisSet.from_bytes(joined.read(AXES)).names == ("disc",)


def test_an_encoder_that_is_joined_takes_the_place_of_the_autoencoders_own(
    runs: dict[str, Path], tmp_path: Path
) -> None:
    sizes = {key: GENERATOR[key] for key in ("resolution", "z_size", "w_size", "channel_base", "channel_max")}
    soft = start_run(tmp_path / "soft", "vae", {**sizes, "mapping_depth": 2, "lambda_perceptual": 0})
    alone = open_bundle(export_run(soft, tmp_path / "alone.gmodel")).manifest
    assert alone.networks["encoder"].architecture == "vae_inverting_encoder"
    both = open_bundle(export_run(soft, tmp_path / "both.gmodel", join=[runs["encoder"]])).manifest
    assert both.networks["encoder"].architecture == "psp_encoder"
    assert alone.capabilities == both.capabilities == ["sample", "invert"]


def test_metrics_provenance_and_terms_of_every_run_are_kept(joined: Bundle) -> None:
    manifest = joined.manifest
    assert manifest.metrics == {"kid_x1000": 40.0, "attributes auc disc": pytest.approx(0.9)}
    assert manifest.licence == "CC0; CC BY 4.0; someone"
    assert manifest.provenance["psp generator"] == "tiny-stylegan2 at 12 pictures"
    assert manifest.provenance["attributes recipe"] == "attributes"
    card = joined.card()
    for words in (
        "## mapping, synthesis",
        "## encoder",
        "## classifier",
        "auc disc: 0.9",
        "CC BY 4.0; someone",
    ):
        assert words in card


def test_runs_that_do_not_fit_are_refused_and_nothing_is_written(
    runs: dict[str, Path], tmp_path: Path
) -> None:
    target = tmp_path / "wrong.gmodel"
    with pytest.raises(ExportError, match="network 'classifier'"):
        export_run(runs["classifier"], target, join=[runs["classifier"]])
    other = start_run(tmp_path / "generator", "stylegan2", {**GENERATOR, "w_size": 12})
    with pytest.raises(ExportError, match="another shape"):
        export_run(other, target, join=[runs["encoder"]])
    with pytest.raises(ExportError, match="another generator"):
        export_run(runs["generator"], target, axes=some_axes(w_size=9))
    with pytest.raises(ExportError, match="Only a model that samples"):
        export_run(runs["classifier"], target, axes=some_axes())
    assert not target.exists()


def test_axes_come_from_a_file_that_is_not_trusted(tmp_path: Path) -> None:
    (tmp_path / "axes.safetensors").write_bytes(some_axes().to_bytes())
    assert read_axes(tmp_path / "axes.safetensors").names == ("disc",)
    (tmp_path / "broken").write_bytes(b"nothing")
    with pytest.raises(LatentError):
        read_axes(tmp_path / "broken")
    with pytest.raises(ExportError, match="cannot be read"):
        read_axes(tmp_path / "missing")


def test_the_card_tells_the_command_of_every_session(runs: dict[str, Path], tmp_path: Path) -> None:
    config = parse_config(json.loads((runs["generator"] / "config.json").read_text()))
    events = [
        {"event": "command", "text": "ganvas train configs/faces.toml --set seed=2"},
        {"event": "started", "seen": 0},
        {"event": "progress", "seen": 400},
        {"event": "command", "text": "ganvas train configs/faces.toml --resume"},
        {"event": "started", "seen": 4800},
        {"event": "started", "seen": 9600},
    ]
    (tmp_path / "events.jsonl").write_text("\n".join(json.dumps(event) for event in events) + "\n{broken")
    assert commands(tmp_path, config) == [
        "ganvas train configs/faces.toml --set seed=2  # from 0 pictures on",
        "ganvas train configs/faces.toml --resume  # from 4,800 pictures on",
        "ganvas train tiny-stylegan2.toml --resume  # from 9,600 pictures on",
    ]
    assert commands(tmp_path / "none", config) == ["ganvas train tiny-stylegan2.toml"]


def test_path_lengths_and_separability_of_a_model(joined: Bundle) -> None:
    lengths = path_lengths(joined, pairs=12)
    assert set(lengths) == {"ppl_z", "ppl_w", "ppl_w_end"}
    assert all(0 < value < 1e4 for value in lengths.values())
    # A step a tenth as long gives about the same: the figure is a derivative.
    finer = path_lengths(joined, pairs=12, epsilon=1e-3)
    assert finer["ppl_w"] == pytest.approx(lengths["ppl_w"], rel=0.3)
    info = separability(joined, joined, samples=64)
    assert set(info) == {"separability_z", "separability_w"}
    assert all(1 <= value <= 2 for value in info.values())


@pytest.mark.slow
def test_evaluate_measures_codes_on_request(joined: Bundle, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from trainer.__main__ import app

    write_labelled_pictures(tmp_path / "photos.zip", 24)
    arguments = ["evaluate", str(joined.path), str(tmp_path / "photos.zip"), "--all", "--most", "20"]
    kept = tmp_path / "figures.json"
    done = CliRunner().invoke(app, [*arguments, "--codes", "--psi", "0.5", "--keep", str(kept), "--json"])
    assert done.exit_code == 0, done.output
    figures = json.loads(kept.read_text())
    names = {
        "kid_x1000",
        "kid_x1000_psi_0.5",
        "ppl_z",
        "ppl_w",
        "ppl_w_end",
        "separability_z",
        "separability_w",
    }
    assert names <= set(figures)


def test_path_lengths_need_a_generator(runs: dict[str, Path], tmp_path: Path) -> None:
    bundle = open_bundle(export_run(runs["classifier"], tmp_path / "c.gmodel"))
    with pytest.raises(ConfigurationError, match="no StyleGAN2"):
        path_lengths(bundle)


def test_the_encoder_of_a_joined_bundle_is_the_trained_one(joined: Bundle, runs: dict[str, Path]) -> None:
    from trainer.recipes.trained import open_run

    encoder = open_run(runs["encoder"]).networks["encoder"]
    picture = np.random.default_rng(0).integers(0, 255, (32, 32, 3), dtype=np.uint8)
    codes = Inverter(joined, open_backend(joined, device="cpu")).encode(picture)
    planes = torch.from_numpy(picture).permute(2, 0, 1)[None].float() / 127.5 - 1
    np.testing.assert_allclose(codes, encoder(planes)[0].detach().numpy(), atol=0.02)


def test_the_command_of_a_run_is_noted_without_places_on_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from typer.testing import CliRunner

    from trainer import __main__ as cli
    from trainer.training import session as runs

    noted: dict[str, object] = {}
    monkeypatch.setattr(runs, "run_training", lambda config, **facts: noted.update(facts))
    (tmp_path / "mine.toml").write_text(
        'recipe = "pix2pix"\nname = "mine"\nfolder = "x"\n[data]\nsources = ["a"]\nkind = "folders"\n'
    )
    changes = ["--set", f"folder={tmp_path}", "--set", f'data.sources=["{tmp_path}"]', "--set", "seed=4"]
    done = CliRunner().invoke(cli.app, ["train", str(tmp_path / "mine.toml"), *changes, "--resume"])
    assert done.exit_code == 0, done.output
    assert noted["command"] == "ganvas train mine.toml --set seed=4 --resume"
