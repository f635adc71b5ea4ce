"""The yardsticks of the training benchmark compute what the recipes compute."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

import pytest
import torch
from accelerate import Accelerator
from helpers.two_domains import TINY, batch, tiny_values

from benchmarks.bare_unpaired import BareCycleGAN, BareMUNIT
from trainer.settings.run_config import parse_config
from trainer.training.state import Run


@pytest.fixture
def double_precision() -> Iterator[None]:
    """In single precision rounding turns the sign of a small difference, and with it an L1 gradient."""
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


@pytest.mark.usefixtures("double_precision")
@pytest.mark.parametrize(("recipe", "pool"), [("cyclegan", {"pool": 0}), ("munit", {})])
def test_a_step_equals_the_published_step(recipe: str, pool: dict[str, object]) -> None:
    torch.set_num_threads(1)
    values = tiny_values(recipe, "unused", settings={**TINY[recipe], **pool})
    run = Run(parse_config(values), Accelerator(cpu=True))
    start = deepcopy(run.recipe.networks)
    networks = {name: deepcopy(net) for name, net in start.items() if not name.startswith("pool")}
    bare: BareCycleGAN | BareMUNIT
    bare = BareCycleGAN(networks, 0) if recipe == "cyclegan" else BareMUNIT(networks, 4)
    rate = run.config.optimiser.learning_rate
    # Adam would blow rounding errors of vanishing gradients up to whole steps; plain descent does not.
    for name, network in networks.items():
        trained = run.recipe.networks[name].parameters()
        run.optimisers[name] = torch.optim.SGD(trained, lr=rate)
        bare.optimisers[name] = torch.optim.SGD(network.parameters(), lr=rate)
    for number in range(2):
        one = {domain: pictures.double() for domain, pictures in batch(1, seed=number).items()}
        seed = hash((run.config.seed, run.seen, 0)) % 2**63
        run.step([one])
        torch.manual_seed(seed)
        bare.step(one["a"], one["b"])
    for name, network in networks.items():
        mine = dict(run.recipe.networks[name].named_parameters())
        before = dict(start[name].named_parameters())
        for key, theirs in network.named_parameters():
            difference, change = (mine[key] - theirs).norm(), (theirs - before[key]).norm()
            # Biases before an instance norm have no effect, and no gradient but rounding.
            assert difference <= 1e-6 * change + 1e-12, f"{name}.{key}"
        assert any(not torch.equal(mine[key], before[key]) for key in mine)
