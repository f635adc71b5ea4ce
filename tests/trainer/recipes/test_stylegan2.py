"""StyleGAN2's recipe: penalties in closed form, lazy phases, labels, presets, Freeze-D, transfer, bundles."""

from __future__ import annotations

import json
import math
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from accelerate import Accelerator
from PIL import Image
from safetensors.torch import load_file
from typer.testing import CliRunner

from engine.architectures.registry import build
from engine.backends.backend import open_backend
from engine.bundle.bundle import open_bundle
from engine.errors import CheckpointError, ConfigurationError, DatasetError
from engine.faces.generator import Generator
from trainer.__main__ import app
from trainer.bundling.export import export_run
from trainer.data.build import make_dataset
from trainer.data.layouts import read_labels
from trainer.data.sampler import Draw
from trainer.data.sources import PictureSource, open_sources
from trainer.metrics.evaluate import evaluate_samples
from trainer.metrics.held_out import HeldOut
from trainer.parts.losses import PathLength, r1_penalty
from trainer.parts.projected import ProjectedDiscriminator
from trainer.recipes.stylegan2 import StyleGAN2
from trainer.settings.run_config import RunConfig, parse_config
from trainer.training.session import run_training
from trainer.training.state import Run
from trainer.training.transfer import Start, read_start

SMALL = {
    "resolution": 16,
    "z_size": 8,
    "w_size": 12,
    "mapping_depth": 2,
    "channel_base": 128,
    "channel_max": 16,
    "clamp": 256.0,
}


def small_config(folder: Path | str = "unused", **sections: Any) -> RunConfig:
    values: dict[str, Any] = {
        "recipe": "stylegan2",
        "name": "small",
        "folder": str(folder),
        "seed": 3,
        "data": {"sources": ["unused"], "kind": "pictures"},
        "settings": SMALL,
        "schedule": {"pictures": 64, "batch_size": 4, "size": 16},
        "optimiser": {"learning_rate": 0.002, "beta1": 0.0, "beta2": 0.99},
        "hardware": {"device": "cpu"},
    }
    for name, section in sections.items():
        inner = values.get(name)
        values[name] = {**inner, **section} if isinstance(inner, dict) else section
    return parse_config(values)


def small_run(**sections: Any) -> Run:
    return Run(small_config(**sections), Accelerator(cpu=True))


def batch(count: int = 4, size: int = 16) -> dict[str, torch.Tensor]:
    rng = torch.Generator().manual_seed(1)
    labels = torch.eye(3)[torch.arange(count) % 3]
    return {"picture": torch.rand(count, 3, size, size, generator=rng) * 2 - 1, "labels": labels}


def draw_archive(path: Path, labels: object, names: list[str] | None = None, count: int = 30) -> Path:
    """An archive in NVIDIA's layout; picture number i has the grey level 8 i in its left half."""
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(count):
            pixels = np.full((32, 32, 3), 8 * number % 256, dtype=np.uint8)
            pixels[:, 16:] = 255 - pixels[:, 16:]
            buffer = BytesIO()
            Image.fromarray(pixels).save(buffer, "PNG")
            archive.writestr(f"00000/img{number:08d}.png", buffer.getvalue())
        page = {"labels": labels, **({"label_names": names} if names else {})}
        archive.writestr("dataset.json", json.dumps(page))
    return path


def archive_name(number: int) -> str:
    return f"00000/img{number:08d}.png"


def test_r1_of_a_linear_score_is_its_weights_norm() -> None:
    weights = torch.randn(3, 8, 8)
    pictures = torch.randn(5, 3, 8, 8, requires_grad=True)
    penalty = r1_penalty((pictures * weights).sum(dim=(1, 2, 3)), pictures)
    torch.testing.assert_close(penalty, weights.square().sum().expand(5))


def test_r1_of_a_quadratic_score_has_its_closed_form_and_a_gradient() -> None:
    scale = torch.tensor(3.0, requires_grad=True)
    pictures = torch.randn(2, 3, 4, 4, requires_grad=True)
    penalty = r1_penalty(scale / 2 * pictures.square().sum(dim=(1, 2, 3)), pictures)
    squares = pictures.detach().square().sum(dim=(1, 2, 3))
    torch.testing.assert_close(penalty, 9 * squares)
    penalty.sum().backward()
    assert scale.grad is not None
    torch.testing.assert_close(scale.grad, 6 * squares.sum())


def test_path_length_of_a_linear_generator_is_known() -> None:
    # G(w) = A w for each layer: the gradient of <G(w), y> is A^T y.
    torch.manual_seed(0)
    matrix = torch.randn(3 * 4 * 4, 6, requires_grad=True)
    ws = torch.randn(2, 5, 6, requires_grad=True)
    pictures = (ws.sum(dim=1) @ matrix.t()).reshape(2, 3, 4, 4)
    path = PathLength(decay=0.01)
    path.mean.fill_(2.0)
    torch.manual_seed(7)
    noise = torch.randn(2, 3, 4, 4) / 4
    expected = (noise.flatten(1) @ matrix).square().sum(dim=1).sqrt()
    torch.manual_seed(7)
    lengths, mean = path(pictures, ws)
    torch.testing.assert_close(lengths, expected)
    torch.testing.assert_close(mean, 2.0 + 0.01 * (expected.mean() - 2.0))
    torch.testing.assert_close(path.mean, mean.detach())
    assert mean.requires_grad
    assert not path.mean.requires_grad


def test_lazy_phases_run_when_due_with_corrected_rates() -> None:
    run = small_run(settings={"r1_every": 4, "path_length_every": 2, "augment": "off"})
    seen = [set(run.step([batch()])) for _ in range(8)]
    assert ["loss_r1" in terms for terms in seen] == [True, False, False, False] * 2
    assert ["loss_path" in terms for terms in seen] == [True, False] * 4
    group = run.optimisers["discriminator"].param_groups[0]
    assert group["lr"] == pytest.approx(0.002 * 4 / 5)
    assert group["betas"][1] == pytest.approx(0.99 ** (4 / 5))
    group = run.optimisers["synthesis"].param_groups[0]
    assert group["lr"] == pytest.approx(0.002 * 2 / 3)
    assert group["betas"][1] == pytest.approx(0.99 ** (2 / 3))


def test_without_lazy_phases_rates_are_as_given() -> None:
    run = small_run(settings={"r1_gamma": 0.0, "path_length_weight": 0.0})
    run.step([batch()])
    assert run.optimisers["discriminator"].param_groups[0]["lr"] == pytest.approx(0.002)
    assert "path_length" not in run.recipe.networks


def test_a_step_trains_every_network_and_moves_the_mean_code() -> None:
    run = small_run()
    before = {
        name: {k: v.clone() for k, v in n.state_dict().items()} for name, n in run.recipe.networks.items()
    }
    terms = run.step([batch()])
    assert all(math.isfinite(float(value)) for value in terms.values())
    for name in ("mapping", "synthesis", "discriminator"):
        parameters = dict(run.recipe.networks[name].named_parameters())
        changed = [not torch.equal(p, before[name][key]) for key, p in parameters.items()]
        assert sum(changed) > 0.8 * len(changed), name
    assert run.recipe.networks["mapping"].get_buffer("w_avg").abs().sum() > 0
    assert float(run.recipe.networks["path_length"].get_buffer("mean")) > 0


def test_a_discriminator_that_comes_first_leaves_the_generator_as_it_was() -> None:
    settings = {"discriminator_first": 8, "path_length_weight": 0.0}
    run = small_run(settings=settings)
    before = {k: v.clone() for k, v in run.recipe.networks["synthesis"].state_dict().items()}

    def unchanged() -> bool:
        after = run.recipe.networks["synthesis"].state_dict()
        return all(torch.equal(after[name], tensor) for name, tensor in before.items())

    for expected in (True, True, False):
        run.step([batch()])
        assert unchanged() == expected


def test_mixed_styles_change_at_one_layer() -> None:
    run = small_run(settings={"mixing": 1.0})
    recipe = run.recipe
    assert isinstance(recipe, StyleGAN2)
    torch.manual_seed(0)
    cuts = set()
    for _ in range(20):
        ws = recipe.codes(batch()["picture"], None)
        turns = (ws[:, 1:] != ws[:, :-1]).any(dim=2)
        assert (turns.sum(dim=1) == 1).all()
        cuts.add(int(turns[0].nonzero()))
    assert len(cuts) > 2


def test_labels_reach_generator_and_discriminator() -> None:
    run = small_run(settings={"label_size": 3})
    run.step([batch()])
    z, label = torch.randn(2, 8), torch.eye(3)
    networks = run.recipe.networks
    assert not torch.allclose(networks["mapping"](z, label[:2]), networks["mapping"](z, label[1:]))
    pictures = batch(2)["picture"]
    scores = [networks["discriminator"](pictures, label[rows]) for rows in (slice(0, 2), slice(1, 3))]
    assert not torch.allclose(*scores)


def test_class_labels_of_an_archive_become_one_hot(tmp_path: Path) -> None:
    path = draw_archive(tmp_path / "a.zip", [[archive_name(i), i % 3] for i in range(30)])
    table = read_labels(PictureSource(path))
    assert table.names == ("label 0", "label 1", "label 2")
    np.testing.assert_array_equal(table.rows[archive_name(4)], [0, 1, 0])


def test_vectors_keep_their_names_and_gaps(tmp_path: Path) -> None:
    rows = [[archive_name(i), [i * 1.5, None if i % 2 else 1]] for i in range(30)]
    path = draw_archive(tmp_path / "a.zip", rows, ["age", "smile"])
    config = small_config(tmp_path, data={"sources": [str(path)], "validation_fraction": 0.0})
    dataset = make_dataset(config, "train")
    item = dataset[Draw(3, 3, 16, 0)]
    assert item["picture"].shape == (3, 16, 16)
    assert float(item["labels"][0]) == 4.5
    assert math.isnan(float(item["labels"][1]))


def test_asked_labels_are_chosen_and_turn_with_the_picture(tmp_path: Path) -> None:
    rows = [[archive_name(i), [float(i), 0.25]] for i in range(30)]
    path = draw_archive(tmp_path / "a.zip", rows, ["age", "yaw"])
    data = {"sources": [str(path)], "validation_fraction": 0.0, "labels": ["yaw"], "turning_labels": ["yaw"]}
    dataset = make_dataset(small_config(tmp_path, data=data), "train")
    items = [dataset[Draw(2, number, 16, 0)] for number in range(30)]
    for item in items:
        # The left half is dark as drawn; mirrored pictures are dark on the right.
        mirrored = float(item["picture"][0, 0, 0]) > 0
        assert float(item["labels"][0]) == (-0.25 if mirrored else 0.25)
    assert {float(item["labels"][0]) for item in items} == {0.25, -0.25}
    with pytest.raises(DatasetError, match="height"):
        make_dataset(small_config(tmp_path, data={**data, "labels": ["height"]}), "train")


def test_a_conditional_run_refuses_missing_labels(tmp_path: Path) -> None:
    rows = [[archive_name(i), [None if i == 5 else 1.0, 0.0]] for i in range(30)]
    path = draw_archive(tmp_path / "a.zip", rows)
    data = {"sources": [str(path)], "validation_fraction": 0.0}
    with pytest.raises(DatasetError, match="lack a label"):
        make_dataset(small_config(tmp_path, data=data, settings={"label_size": 2}), "train")
    with pytest.raises(ConfigurationError, match="label_size"):
        make_dataset(small_config(tmp_path, data=data, settings={"label_size": 3}), "train")


@pytest.mark.parametrize("labels", [{"a": "b"}, [["x"]], [["a", [1]], ["b", [1, 2]]], [["a", -1]]])
def test_a_broken_table_of_labels_is_refused(tmp_path: Path, labels: object) -> None:
    path = draw_archive(tmp_path / "a.zip", labels, count=2)
    with pytest.raises(DatasetError, match="NVIDIA"):
        read_labels(open_sources([path])[0])


def test_held_out_pictures_are_the_same_as_those_of_photos(tmp_path: Path) -> None:
    path = draw_archive(tmp_path / "a.zip", None)
    config = small_config(tmp_path, data={"sources": [str(path)], "validation_fraction": 0.4})
    counts = [len(make_dataset(config, split)) for split in ("train", "validation", "all")]
    assert counts[0] + counts[1] == counts[2] == 30
    assert 0 < counts[1] < 20


def test_published_configurations() -> None:
    sources = {"sources": ["x"]}
    base = {"name": "x", "folder": "x", "data": sources, "schedule": {"size": 256}}
    auto = parse_config({**base, "preset": "auto"})
    assert auto.schedule.batch_size == 16
    assert auto.optimiser.learning_rate == 0.0025
    assert auto.averaging.half_life == 5000
    settings = auto.settings.model_dump()
    assert settings["r1_gamma"] == pytest.approx(0.0002 * 256**2 / 16)
    assert (settings["mapping_depth"], settings["group_size"], settings["channel_base"]) == (2, 4, 16384)
    paper = parse_config({**base, "preset": "paper256", "settings": {"r1_gamma": 5.0}})
    assert paper.schedule.batch_size == 64
    assert paper.settings.model_dump()["r1_gamma"] == 5.0, "what is given goes before what is published"
    cifar = parse_config({**base, "preset": "cifar", "schedule": {"size": 32}}).settings.model_dump()
    assert cifar["path_length_weight"] == 0
    assert cifar["mixing"] == 0
    assert cifar["discriminator_architecture"] == "orig"
    with pytest.raises(ConfigurationError, match="paper256"):
        parse_config({**base, "preset": "paper128"})


def test_the_schedule_must_have_the_networks_size() -> None:
    with pytest.raises(ConfigurationError, match="resolution"):
        small_config(schedule={"size": 32})


def test_frozen_layers_stay_and_the_others_learn() -> None:
    run = small_run(settings={"freeze_d": 4})
    state = {k: v.clone() for k, v in run.recipe.networks["discriminator"].state_dict().items()}
    for _ in range(2):
        run.step([batch()])
    after = run.recipe.networks["discriminator"].state_dict()
    same = {name for name in state if "resample" not in name and torch.equal(state[name], after[name])}
    # From the picture on: fromrgb, conv0, conv1 and skip of the first block.
    assert same == {
        "b16.fromrgb.weight",
        "b16.fromrgb.bias",
        "b16.conv0.weight",
        "b16.conv0.bias",
        "b16.conv1.weight",
        "b16.conv1.bias",
        "b16.skip.weight",
    }


def test_a_larger_model_takes_over_what_both_have() -> None:
    small = small_run()
    start = {name: network.state_dict() for name, network in small.recipe.networks.items()}
    given = Start(start, small.recipe.networks)
    large = small_run(settings={"resolution": 32, "label_size": 3}, schedule={"size": 32})
    report = {kept.network: kept for kept in large.start_from(given)}
    mine, theirs = large.recipe.networks["synthesis"].state_dict(), start["synthesis"]
    assert all(torch.equal(mine[name], theirs[name]) for name in theirs)
    assert all(name.startswith("b32.") for name in report["synthesis"].fresh)
    mapping = large.recipe.networks["mapping"].state_dict()
    assert torch.equal(mapping["fc0.weight"][:, :8], start["mapping"]["fc0.weight"])
    assert report["mapping"].parts == ("fc0.weight",)
    assert "fc0.weight in part" in report["mapping"].sentence()
    assert "embed.weight" in report["mapping"].fresh
    averages = large.averages.networks["synthesis"].state_dict()
    assert torch.equal(averages["b4.const"], theirs["b4.const"])
    assert "augmentation" not in report, "p starts anew"
    large.step([batch(4, 32)])


def test_nothing_that_fits_is_refused() -> None:
    with pytest.raises(CheckpointError, match="fits"):
        small_run().start_from(Start({"synthesis": {"b4.const": torch.zeros(3)}}))


def test_a_mapping_of_another_learning_rate_factor_gives_the_same_codes() -> None:
    """As of the bundled Faces, whose mapping learns at the full rate."""
    run = small_run()
    config = {**run.recipe.mapping_config, "lr_multiplier": 1.0}  # type: ignore[attr-defined]
    theirs = build("stylegan2_mapping", config)
    torch.nn.init.normal_(theirs.get_parameter("fc1.bias"))
    (kept,) = run.start_from(Start({"mapping": theirs.state_dict()}, {"mapping": theirs}))
    assert not kept.fresh
    assert not kept.otherwise
    z = torch.randn(4, 8)
    for mapping in (run.recipe.networks["mapping"], run.averages.networks["mapping"]):
        torch.testing.assert_close(mapping(z), theirs(z), rtol=1e-4, atol=1e-5)


def test_layers_that_fit_and_work_otherwise_are_named() -> None:
    run = small_run()
    theirs = build("stylegan2_synthesis", {**run.recipe.synthesis_config, "clamp": 1.0})  # type: ignore[attr-defined]
    (kept,) = run.start_from(Start({"synthesis": theirs.state_dict()}, {"synthesis": theirs}))
    assert kept.otherwise == ("clamp: 1.0 there, 256.0 here",)
    assert "clamp: 1.0 there, 256.0 here" in kept.sentence()


def test_the_average_of_a_started_run_keeps_what_it_was_given() -> None:
    first = small_run()
    run = small_run(start="somewhere", averaging={"half_life": 10_000, "ramp": 0.05})
    run.start_from(Start({name: net.state_dict() for name, net in first.recipe.networks.items()}))
    before = run.averages.networks["synthesis"].get_parameter("b4.const").clone()
    run.step([batch()])
    trained = run.recipe.networks["synthesis"].get_parameter("b4.const").detach()
    average = run.averages.networks["synthesis"].get_parameter("b4.const")
    moved = (1 - 0.5 ** (4 / 10_000)) * (trained - before)
    torch.testing.assert_close(average - before, moved, rtol=0.05, atol=1e-7)


def test_ada_is_five_times_as_fast_after_a_start() -> None:
    assert small_config().settings.augment_kimg == 500  # type: ignore[attr-defined]
    assert small_config(start="somewhere").settings.augment_kimg == 100  # type: ignore[attr-defined]
    given = small_config(start="somewhere", settings={"augment_kimg": 300.0})
    assert given.settings.augment_kimg == 300  # type: ignore[attr-defined]


def test_frozen_layers_need_a_discriminator_to_start_from() -> None:
    run, other = small_run(settings={"freeze_d": 4}), small_run()
    states = {name: network.state_dict() for name, network in other.recipe.networks.items()}
    with pytest.raises(CheckpointError, match="freeze_d"):
        run.start_from(Start({name: states[name] for name in ("mapping", "synthesis")}))
    run.start_from(Start(states))


@pytest.mark.slow
def test_a_run_exports_samples_and_starts_another(tmp_path: Path) -> None:
    path = draw_archive(tmp_path / "a.zip", None)
    data = {"sources": [str(path)], "validation_fraction": 0.1, "workers": 0}
    run_training(
        small_config(tmp_path / "run", data=data, schedule={"pictures": 8}), resume=False, echo=False
    )
    bundle = open_bundle(export_run(tmp_path / "run", tmp_path / "small.gmodel"))
    assert bundle.manifest.capabilities == ["sample"]
    generator = Generator(bundle, open_backend(bundle))
    ws = generator.map(generator.sample_z(3, 0))
    assert generator.synthesise(ws).shape == (3, 16, 16, 3)
    assert generator.synthesise(ws, size=8).shape == (3, 8, 8, 3)

    figures = evaluate_samples(bundle, [path], held_out=HeldOut(1.0), most=20, psis=[0.5])
    measured = ("kid_x1000", "frechet", "precision", "recall")
    assert set(figures) == {"pictures", *measured, *(f"{name}_psi_0.5" for name in measured)}
    assert figures["kid_x1000"] > 0
    assert figures["pictures"] == 20

    starts = [read_start(place) for place in (tmp_path / "run", tmp_path / "small.gmodel")]
    weights = [start.states["synthesis"]["b16.conv1.weight"].float() for start in starts]
    torch.testing.assert_close(*weights, atol=2e-3, rtol=1e-3)
    config = small_config(
        tmp_path / "next", data=data, start=str(tmp_path / "small.gmodel"), schedule={"pictures": 4}
    )
    run_training(config, resume=False, echo=False)
    events = [json.loads(line) for line in (tmp_path / "next" / "events.jsonl").read_text().splitlines()]
    info = [event["text"] for event in events if event["event"] == "warning"]
    assert any("synthesis" in text and "kept" in text for text in info)


REFERENCE = Path(__file__).parents[4] / "shared" / "reference"


@pytest.mark.skipif(not REFERENCE.exists(), reason="../shared is not here")
def test_a_published_checkpoint_can_be_a_start(tmp_path: Path) -> None:
    state, discriminator = (load_file(REFERENCE / f"stylegan2_{kind}" / "state.safetensors") for kind in "GD")
    torch.save({"G_ema": state, "D": discriminator}, tmp_path / "published.pt")
    start = read_start(tmp_path / "published.pt").states
    assert torch.equal(start["synthesis"]["b4.const"], state["synthesis.b4.const"])
    assert torch.equal(start["mapping"]["w_avg"], state["mapping.w_avg"])
    assert torch.equal(start["discriminator"]["b4.fc.weight"], discriminator["b4.fc.weight"])


def test_the_command_line_chooses_start_and_augmentation(tmp_path: Path) -> None:
    path = draw_archive(tmp_path / "a.zip", None)
    config = tmp_path / "small.toml"
    settings = "\n".join(f"{key} = {value}" for key, value in SMALL.items())
    config.write_text(f"""
recipe = "stylegan2"
name = "small"
folder = {json.dumps(str(tmp_path / "run"))}
[data]
sources = [{json.dumps(str(path))}]
kind = "pictures"
workers = 0
[settings]
{settings}
[schedule]
pictures = 4
batch_size = 4
size = 16
[hardware]
device = "cpu"
""")
    runner = CliRunner()
    refused = runner.invoke(app, ["train", str(config), "--augment", "strong"]).exception
    assert isinstance(refused, ConfigurationError)
    assert "augment" in str(refused)
    missing = runner.invoke(app, ["train", str(config), "--init", str(tmp_path / "none.pt")]).exception
    assert isinstance(missing, CheckpointError)
    assert "none.pt" in str(missing)
    assert runner.invoke(app, ["train", str(config), "--augment", "off", "--quiet"]).exception is None
    assert '"augment": "off"' in (tmp_path / "run" / "config.json").read_text()


def test_a_projected_discriminator_notices_pictures_that_are_all_alike() -> None:
    torch.manual_seed(0)
    discriminator = ProjectedDiscriminator(8, group_size=4)
    sides = zip((24, 40, 112, 320), (16, 8, 4, 2), strict=True)
    maps = [torch.randn(4, channels, side, side) for channels, side in sides]
    alike = [features[:1].expand(4, -1, -1, -1) for features in maps]
    seen: list[torch.Tensor] = []
    handle = discriminator.heads[-1].register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    discriminator(maps)
    discriminator(alike)
    handle.remove()
    assert seen[0].shape[1] == 9
    assert float(seen[0][:, -1].min()) > 0.1
    assert float(seen[1][:, -1].max()) < 1e-3
    assert [tuple(scores.shape) for scores in ProjectedDiscriminator(8)(maps)] == [
        (4, 1, 4, 4),
        (4, 1, 4, 4),
        (4, 1, 4, 4),
        (4, 1, 2, 2),
    ]
