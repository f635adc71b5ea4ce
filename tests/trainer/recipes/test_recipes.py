"""Recipes compute what their papers say."""

from __future__ import annotations

from copy import deepcopy

import pytest
import torch
from accelerate import Accelerator
from helpers.tiny_model import TINY_SETTINGS, tiny_values

from benchmarks.bare_bicyclegan import BareBicycleGAN
from trainer.recipes.bicyclegan import background_error
from trainer.settings.run_config import parse_config
from trainer.training.state import Run


def tiny_run(**sections: object) -> Run:
    return Run(parse_config(tiny_values("unused", **sections)), Accelerator(cpu=True))


def pairs(batch: int, channels: int = 1, size: int = 64) -> dict[str, torch.Tensor]:
    rng = torch.Generator().manual_seed(1)
    return {
        "condition": torch.rand(batch, channels, size, size, generator=rng) * 2 - 1,
        "target": torch.rand(batch, 3, size, size, generator=rng) * 2 - 1,
    }


def test_a_bicyclegan_step_equals_the_published_steps() -> None:
    run = tiny_run()
    bare = BareBicycleGAN(deepcopy(run.recipe.networks))
    # Adam would blow rounding errors of vanishing gradients up to whole steps; plain descent does not.
    for name, network in run.recipe.networks.items():
        run.optimisers[name] = torch.optim.SGD(network.parameters(), lr=2e-4)
        bare.optimisers[name] = torch.optim.SGD(bare.networks[name].parameters(), lr=2e-4)
    before = deepcopy(run.recipe.networks)
    batch = pairs(4)
    for _ in range(3):
        seed = hash((run.config.seed, run.seen, 0)) % 2**63
        run.step([batch])
        torch.manual_seed(seed)
        bare.step(batch["condition"], batch["target"])
    for name, network in run.recipe.networks.items():
        triples = zip(
            network.named_parameters(),
            bare.networks[name].parameters(),
            before[name].parameters(),
            strict=True,
        )
        for (key, mine), theirs, start in triples:
            difference, change = (mine - theirs).norm(), (theirs - start).norm()
            # Biases before an instance norm have no effect, and no gradient but rounding.
            assert difference <= 1e-3 * change + 1e-6, f"{name}.{key}"
        assert any(
            not torch.equal(a, b)
            for a, b in zip(network.parameters(), before[name].parameters(), strict=True)
        )


def test_the_latent_loss_leaves_the_encoder_alone() -> None:
    only_latent = {**TINY_SETTINGS, "lambda_gan": 0, "lambda_gan2": 0, "lambda_l1": 0, "lambda_kl": 0}
    run = tiny_run(settings=only_latent)
    before = deepcopy(run.recipe.networks)
    run.step([pairs(2)])
    encoder = zip(before["encoder"].parameters(), run.recipe.networks["encoder"].parameters(), strict=True)
    generator = zip(
        before["generator"].parameters(), run.recipe.networks["generator"].parameters(), strict=True
    )
    assert all(torch.equal(a, b) for a, b in encoder)
    assert any(not torch.equal(a, b) for a, b in generator)


def test_accumulated_gradients_equal_those_of_one_large_batch() -> None:
    schedule = {"pictures": 100, "batch_size": 2, "accumulate": 2, "size": 64}
    no_chance = {**TINY_SETTINGS, "lambda_gan2": 0, "lambda_latent": 0, "lambda_kl": 0}
    batch = pairs(4)
    one, two = tiny_run(settings=no_chance), tiny_run(settings=no_chance, schedule=schedule)
    # Halves of a BicycleGAN batch differ in role: micro-batches take a quarter of each.
    parts = [{k: torch.stack([v[i], v[i + 2]]) for k, v in batch.items()} for i in range(2)]
    for run in (one, two):
        encode = run.recipe.networks["encoder"]
        torch.nn.init.constant_(encode.get_parameter("fcVar.0.weight"), 0.0)
        torch.nn.init.constant_(encode.get_parameter("fcVar.0.bias"), -60.0)
    one.step([batch])
    two.step(parts)
    weights = [run.recipe.networks["generator"].get_parameter("model.down.0.weight") for run in (one, two)]
    torch.testing.assert_close(*weights, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("objective", ["lsgan", "vanilla", "hinge"])
def test_pix2pix_learns_eight_pairs(objective: str) -> None:
    settings = {
        "generator_widths": [8, 16, 16, 16],
        "discriminator_widths": [8, 8],
        "condition_channels": 1,
        "dropout": False,
        "objective": objective,
    }
    schedule = {"pictures": 4000, "batch_size": 8, "size": 32}
    run = tiny_run(recipe="pix2pix", settings=settings, schedule=schedule, optimiser={"learning_rate": 2e-3})
    batch = pairs(8, size=32)
    # A smooth target that depends on the condition.
    blurred = torch.nn.functional.avg_pool2d(batch["condition"], 9, 1, 4)
    batch["target"] = torch.cat([blurred, -blurred, blurred.square()], dim=1)
    first = float(run.step([batch])["loss_l1"])
    for _ in range(150):
        last = float(run.step([batch])["loss_l1"])
    assert last < 0.5 * first


def test_projected_discriminators_train_their_heads_and_nothing_else() -> None:
    settings = {
        **TINY_SETTINGS,
        "discriminators": "projected",
        "lambda_perceptual": 1.0,
        "objective": "hinge",
    }
    run = tiny_run(settings=settings)
    discriminator = run.recipe.networks["discriminator"]
    before = {name: tensor.clone() for name, tensor in discriminator.named_parameters()}
    features = {name: tensor.clone() for name, tensor in run.recipe.frozen["features"].named_parameters()}
    terms = run.step([pairs(2)])
    assert float(terms["loss_perceptual"]) > 0
    changed = {
        name for name, tensor in discriminator.named_parameters() if not torch.equal(tensor, before[name])
    }
    assert changed
    assert all(name.startswith("heads.") for name in changed)
    for name, tensor in run.recipe.frozen["features"].named_parameters():
        assert torch.equal(tensor, features[name])


def test_averages_follow_with_the_stated_half_life() -> None:
    run = tiny_run(averaging={"half_life": 100, "ramp": 1.0})
    average = run.averages.networks["encoder"].get_parameter("fc.0.weight")
    start = average.clone()
    target = run.recipe.networks["encoder"].get_parameter("fc.0.weight")
    with torch.no_grad():
        target.add_(1.0)
    for _ in range(10):
        run.averages.update(10_000, 10)
    torch.testing.assert_close(average, start + 0.5, rtol=1e-4, atol=1e-4)


def test_only_plain_white_counts_as_background() -> None:
    target = torch.ones(1, 3, 4, 4)
    target[:, :, :2] = -1.0
    target[:, 2, 2] = 0.5  # yellowish: part of the object
    made = torch.zeros(1, 3, 4, 4)
    assert float(background_error(made, target)) == pytest.approx(0.25)
    assert float(background_error(target, target)) == 0.0
