"""Measuring a run tells what D knows and how varied results are, and leaves the run as it would have been."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from accelerate import Accelerator
from helpers.tiny_recipes import BATCH, STEPS, tiny_values
from torch import Tensor

from trainer.data.build import make_dataset
from trainer.data.sampler import Draw
from trainer.parts.losses import LeastSquares, RealAndFake
from trainer.recipes.base import Losses, Phase
from trainer.recipes.trained import make_recipe
from trainer.settings.run_config import parse_config
from trainer.training.checkpoints import checkpoints, load_checkpoint
from trainer.training.monitor import probe
from trainer.training.session import run_training
from trainer.training.state import LossScaling


def trained(
    recipe: str, folder: Path, run: str, **reporting: Any
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    values = tiny_values(recipe, folder, run)
    values["reporting"] |= reporting
    values["data"]["workers"] = 0
    config = parse_config(values)
    run_training(config, resume=False, echo=False)
    events = [json.loads(line) for line in (Path(config.folder) / "events.jsonl").open()]
    return load_checkpoint(checkpoints(Path(config.folder))[-1]), events


@pytest.mark.slow
@pytest.mark.parametrize("recipe", ["stylegan2", "cyclegan", "bicyclegan"])
def test_a_measured_run_ends_with_the_weights_of_one_that_is_not(recipe: str, tmp_path: Path) -> None:
    torch.set_num_threads(1)
    measured, events = trained(recipe, tmp_path, "measured", metrics=2 * BATCH)
    plain, silent = trained(recipe, tmp_path, "plain", metrics=10**9)
    assert not [event for event in silent if event["event"] == "metric"]
    metrics = [event for event in events if event["event"] == "metric"]
    assert len(metrics) == STEPS // 2
    assert {"kid", "diversity"} <= metrics[-1].keys()
    assert ("style_diversity" in metrics[-1]) == (recipe == "bicyclegan")
    for name, network in measured["networks"].items():
        for key, value in network.items():
            if isinstance(value, Tensor):
                assert torch.equal(value, plain["networks"][name][key]), f"{name}.{key}"


@pytest.mark.slow
def test_what_would_take_too_long_waits(tmp_path: Path) -> None:
    torch.set_num_threads(1)
    _, events = trained("pix2pix", tmp_path, "run", metrics=BATCH, metrics_share=1e-6)
    assert len([event for event in events if event["event"] == "metric"]) == 1


class Scorer:
    """A recipe whose D gives the scores that stand in the batch."""

    name = "judge"

    def __init__(self, made: Tensor) -> None:
        self.objective = LeastSquares()
        self.networks: dict[str, torch.nn.Module] = {}
        self.made = made
        self.phases = (Phase("discriminator", (), self.losses, scored=True),)

    def losses(self, batch: dict[str, Tensor], work: dict[str, Any]) -> Losses:
        scores = RealAndFake([batch["score"]], [self.made])
        loss = self.objective.discriminator(*scores)
        return Losses(loss, {"loss_d": loss}, [scores])


def probed(training: float, held_out: float, made: float, spread: float = 0.0) -> dict[str, float]:
    noise = torch.linspace(-spread, spread, 8)[:, None]
    run = SimpleNamespace(
        recipe=Scorer(made + noise.flip(0)),
        accelerator=Accelerator(cpu=True),
        layout=torch.contiguous_format,
        config=SimpleNamespace(seed=0),
        seen=0,
    )
    return probe(run, {"score": training + noise}, {"score": held_out + noise})  # type: ignore[arg-type]


def test_the_gap_is_that_of_the_definition() -> None:
    # Equation 1 of Karras et al. 2020b: (training - held out) / (training - made).
    assert probed(0.9, 0.9, 0.1)["d_real_validation_gap"] == pytest.approx(0.0)
    assert probed(0.9, 0.5, 0.1)["d_real_validation_gap"] == pytest.approx(0.5)
    assert probed(0.9, 0.1, 0.1)["d_real_validation_gap"] == pytest.approx(1.0)
    assert "d_real_validation_gap" not in probed(0.5, 0.2, 0.5), "a D that only guesses has no gap"


def test_separation_is_the_probability_of_telling_real_from_made() -> None:
    assert probed(0.9, 0.9, 0.1)["d_separation"] == 1.0
    assert probed(0.1, 0.1, 0.9)["d_separation"] == 0.0
    assert probed(0.5, 0.5, 0.5, spread=0.2)["d_separation"] == pytest.approx(0.5)


# How often a step asks discriminators of each recipe about real and made pictures: D of each domain, D and
# D2. The critics of DualGAN are held by gradients, which a measurement has not.
ASKED = {"bicyclegan": 2, "cyclegan": 2, "discogan": 2, "drit": 6, "munit": 2, "unit": 2}
ASKED |= {"pix2pix": 1, "stylegan2": 1}


@pytest.mark.parametrize("recipe", sorted({*ASKED, "dualgan", "vae"}))
def test_scored_phases_alone_carry_the_scores_of_real_and_made_pictures(recipe: str, tmp_path: Path) -> None:
    config = parse_config(tiny_values(recipe, tmp_path))
    Path(config.folder).mkdir()
    dataset = make_dataset(config, "train")
    items = [dataset[Draw(index, index, config.schedule.size, 0)] for index in range(BATCH)]
    batch = {key: torch.stack([item[key] for item in items]) for key in items[0]}
    asked = make_recipe(recipe, config.settings)
    work: dict[str, Any] = {"seen": 0}
    found = [(phase, phase.losses(batch, work).scores) for phase in asked.phases]
    assert all(bool(scores) == phase.scored for phase, scores in found)
    scores = [pair for _, pairs in found for pair in pairs]
    assert len(scores) == ASKED.get(recipe, 0)
    for real, fake in scores:
        for some in (real, fake):
            for scale in [some] if isinstance(some, Tensor) else some:
                assert scale.isfinite().all()
                assert len(scale) in (BATCH, BATCH // 2), "BicycleGAN's two D have half of the batch each"


def test_losses_are_scaled_gradients_are_not_and_overflow_is_left_out() -> None:
    weight = torch.nn.Parameter(torch.tensor([1.0]))
    optimiser = torch.optim.SGD([weight], lr=0.1)
    scaling = LossScaling(True, torch.device("cpu"))
    loss = (3.0 * weight).sum()
    assert float(scaling.scaled(loss)) > 1000 * float(loss)
    scaling.scaled(loss).backward()
    scaling.unscale(optimiser)
    assert weight.grad is not None
    assert float(weight.grad) == pytest.approx(3.0)
    scaling.step(optimiser)
    scaling.update()
    assert float(weight) == pytest.approx(0.7)

    before = scaling.state()["scale"]
    weight.grad = torch.tensor([float("inf")])
    scaling.unscale(optimiser)
    scaling.step(optimiser)
    scaling.update()
    assert float(weight) == pytest.approx(0.7), "the step was left out"
    assert scaling.state()["scale"] < before
    other = LossScaling(True, torch.device("cpu"))
    other.restore(scaling.state())
    assert other.state() == scaling.state()


def test_other_precisions_leave_losses_as_they_are() -> None:
    scaling = LossScaling(False, torch.device("cpu"))
    loss = torch.tensor(2.0)
    assert scaling.scaled(loss) is loss
    assert scaling.state() == {}
