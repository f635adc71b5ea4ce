"""A run's whole state and one step of it: networks, averages, optimisers, pictures seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import torch
from accelerate import Accelerator
from torch import Tensor, nn

from trainer.averaging import AveragedNetworks
from trainer.config import RunConfig, to_json
from trainer.errors import CheckpointError
from trainer.recipes import make_recipe
from trainer.recipes.base import Recipe
from trainer.transfer import Kept, States, take_over


class Run:
    """A run's whole state: networks, averages, optimisers, pictures seen. Everything else follows from these.

    Chance in a step comes from the seed, the step and the process alone, so no random state needs keeping.
    """

    def __init__(self, config: RunConfig, accelerator: Accelerator) -> None:
        torch.manual_seed(config.seed)
        self.config, self.accelerator = config, accelerator
        self.recipe: Recipe = make_recipe(config.recipe, config.settings)
        self.layout = torch.channels_last if config.hardware.channels_last else torch.contiguous_format
        for network in (*self.recipe.networks.values(), *self.recipe.frozen.values()):
            network.to(accelerator.device, memory_format=self.layout).train()  # type: ignore[call-overload]
        for network in self.recipe.frozen.values():
            network.eval()
        followed = {name: self.recipe.networks[name] for name in self.recipe.averaged}
        self.averages = AveragedNetworks(followed, config.averaging.half_life, config.averaging.ramp)
        self.optimisers = {
            name: self._optimiser(name, net)
            for name, net in self.recipe.networks.items()
            if any(parameter.requires_grad for parameter in net.parameters())
        }
        self.seen = 0
        if config.hardware.compile:
            for network in (*self.recipe.networks.values(), *self.recipe.frozen.values()):
                network.compile()

    def _optimiser(self, name: str, network: nn.Module) -> torch.optim.Optimizer:
        o = self.config.optimiser
        parameters = [p for p in network.parameters() if p.requires_grad]
        share = self._share(name)
        betas = (o.beta1**share, o.beta2**share)
        if o.algorithm == "rmsprop":
            return torch.optim.RMSprop(
                parameters, lr=self._rate(name), alpha=betas[1], weight_decay=o.weight_decay
            )
        return torch.optim.Adam(
            parameters, lr=self._rate(name), betas=betas, weight_decay=o.weight_decay, fused=True
        )

    def _share(self, name: str) -> float:
        """Steps of a network's main phase over all its steps: k / (k + 1) with a phase every k steps.

        Karras et al. 2020, appendix B: rate and betas are adjusted by it, so that a lazy phase changes
        neither the length nor the memory of the optimiser's path.
        """
        intervals = [phase.every for phase in self.recipe.phases if name in phase.trained]
        if 1 not in intervals:
            # What runs every so many steps alone is no addition to another phase.
            return 1.0
        return 1.0 / (1.0 + sum(1.0 / every for every in intervals if every > 1))

    def _rate(self, name: str) -> float:
        o = self.config.optimiser
        own = o.discriminator_rate if "discriminator" in name else None
        return self._share(name) * (own or o.learning_rate)

    def learning_rate(self) -> float:
        """The rate that the schedule gives now, before what networks and phases make of it."""
        return self.config.optimiser.learning_rate * self.config.schedule.rate_at(self.seen)

    def shown(self) -> Mapping[str, nn.Module]:
        """What samples and bundles use: averaged networks, or the trained ones where averaging is off."""
        if self.config.averaging.enabled:
            return self.averages.networks
        return {name: self.recipe.networks[name] for name in self.recipe.averaged}

    def state(self) -> dict[str, Any]:
        """Everything a checkpoint holds."""
        return {
            "config": to_json(self.config),
            "seen": self.seen,
            "networks": {name: network.state_dict() for name, network in self.recipe.networks.items()},
            "averages": {name: network.state_dict() for name, network in self.averages.networks.items()},
            "optimisers": {name: optimiser.state_dict() for name, optimiser in self.optimisers.items()},
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take over a checkpoint's state.

        Raises:
            CheckpointError: it belongs to other networks.
        """
        try:
            for name, network in self.recipe.networks.items():
                network.load_state_dict(state["networks"][name])
            for name, optimiser in self.optimisers.items():
                optimiser.load_state_dict(state["optimisers"][name])
            for name, average in self.averages.networks.items():
                average.load_state_dict(state["averages"][name])
        except (KeyError, RuntimeError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise CheckpointError(f"The checkpoint belongs to another configuration ({reason}).") from error
        self.seen = int(state["seen"])

    def start_from(self, start: States) -> list[Kept]:
        """Take over what fits of other networks' tensors, in the averages too (raises CheckpointError)."""
        report = take_over(self.recipe.networks, start)
        for name, average in self.averages.networks.items():
            average.load_state_dict(self.recipe.networks[name].state_dict())
        return report

    def step(self, micro_batches: list[dict[str, Tensor]]) -> dict[str, Tensor]:
        """One step of every phase on micro-batches whose gradients are averaged; gives the losses' terms."""
        config, processes = self.config, self.accelerator.num_processes
        global_batch = config.schedule.batch_size * config.schedule.accumulate * processes
        torch.manual_seed(hash((config.seed, self.seen, self.accelerator.process_index)) % 2**63)
        factor = config.schedule.rate_at(self.seen)
        work: list[dict[str, Any]] = [{"seen": self.seen} for _ in micro_batches]
        terms: dict[str, Tensor] = defaultdict(lambda: torch.zeros((), device=self.accelerator.device))
        for phase in self.recipe.phases:
            if self.seen // global_batch % phase.every:
                continue
            for name, optimiser in self.optimisers.items():
                for parameter in optimiser.param_groups[0]["params"]:
                    parameter.requires_grad_(name in phase.trained or name in phase.recorded)
            for batch, shared in zip(micro_batches, work, strict=True):
                with self.accelerator.autocast():
                    losses = phase.losses(batch, shared)
                (losses.total / len(micro_batches)).backward()  # type: ignore[no-untyped-call]
                for term, value in losses.terms.items():
                    terms[term] = terms[term] + value.detach().float() / len(micro_batches)
            for name in phase.trained:
                self._average_gradients(name)
            if phase.clip_norm is not None:
                clipped = [p for name in phase.trained for p in self.recipe.networks[name].parameters()]
                nn.utils.clip_grad_norm_(clipped, phase.clip_norm)
            for name in phase.trained:
                self.optimisers[name].param_groups[0]["lr"] = factor * phase.rate * self._rate(name)
                self.optimisers[name].step()
                self.optimisers[name].zero_grad(set_to_none=True)
        self.seen += global_batch
        if config.averaging.enabled:
            self.averages.update(self.seen, global_batch)
        return terms

    def _average_gradients(self, name: str) -> None:
        if self.accelerator.num_processes == 1:
            return
        parameters = [p for p in self.optimisers[name].param_groups[0]["params"] if p.grad is not None]
        flat = torch.cat([p.grad.flatten() for p in parameters])
        flat = self.accelerator.reduce(flat, "mean")
        for parameter, gradient in zip(parameters, flat.split([p.numel() for p in parameters]), strict=True):
            parameter.grad = gradient.view_as(parameter)
