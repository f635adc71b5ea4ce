"""A run's whole state and one step of it: networks, averages, optimisers, pictures seen."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from accelerate import Accelerator
from torch import Tensor, nn

from trainer.data.datasets import TrainingDataset
from trainer.data.sampler import Draw
from trainer.recipes.base import Phase, Recipe
from trainer.recipes.trained import make_recipe, other_configuration
from trainer.settings.run_config import RunConfig, to_json
from trainer.training.distributed import StepRng, share_of
from trainer.training.transfer import Start, TransferReport, refuse_untrained_frozen_layers, take_over

# Exponential moving averages of weights (Karras et al. 2018): what is sampled, measured and exported.


class AveragedNetworks:
    """Copies of networks whose weights follow the trained ones slowly.

    Args:
        networks: those to follow.
        half_life: pictures after which half of the old average is left.
        ramp: the half-life is never longer than this share of the pictures seen, so that early averages move.
            None where they start from a trained model, which they would lose (Karras et al. 2020b, released
            code).
    """

    def __init__(self, networks: Mapping[str, nn.Module], half_life: int, ramp: float | None) -> None:
        self.networks = {
            name: copy.deepcopy(network).eval().requires_grad_(False) for name, network in networks.items()
        }
        self._followed = dict(networks)
        self.half_life, self.ramp = half_life, ramp

    @torch.no_grad()
    def update(self, seen: int, batch_size: int) -> None:
        """Move the averages towards the networks after `batch_size` more pictures, `seen` in all."""
        half_life = float(self.half_life)
        if self.ramp is not None:
            half_life = min(half_life, self.ramp * seen)
        half_life = max(1.0, half_life)
        weight = 1.0 - 0.5 ** (batch_size / half_life)
        for name, average in self.networks.items():
            followed = self._followed[name]
            mine: list[Tensor] = list(average.parameters())
            if mine:
                torch._foreach_lerp_(mine, list(followed.parameters()), weight)
            for kept, theirs in zip(average.buffers(), followed.buffers(), strict=True):
                kept.copy_(theirs)


class BatchStatistics:
    """Means and variances of batch norms under averaged weights; those of training are of other weights.

    Izmailov et al. 2018, "Averaging Weights Leads to Wider Optima and Better Generalization", section 3.2. In
    batches of one picture they are those of a handful of pictures besides.

    Args:
        run: whose averages are shown and exported.
        dataset: that it is trained on; its first pictures are looked at.
    """

    def __init__(self, run: Run, dataset: TrainingDataset) -> None:
        self._run, self._dataset = run, dataset
        shown = run.shown().items() if run.config.averaging.enabled else ()
        # One that training itself leaves as it is stays so, and of vectors few pictures say too little.
        self._norms = [
            norm
            for name, network in shown
            for norm, followed in zip(network.modules(), run.recipe.networks[name].modules(), strict=True)
            if isinstance(norm, nn.BatchNorm2d) and followed.training
        ]
        self._batches: list[dict[str, Tensor]] = []

    @torch.no_grad()
    def settle(self) -> None:
        """Measure them; to be called before anything is shown, measured or kept. The trained weights stay."""
        if not self._norms:
            return
        before = [(copy.deepcopy(norm.state_dict()), norm.momentum) for norm in self._norms]
        for norm in self._norms:
            norm.reset_running_stats()
            norm.momentum = None  # the mean of all batches
            norm.train()
        for batch in self._drawn():
            self._run.recipe.sample(self._run.shown(), batch)
        for norm, (state, momentum) in zip(self._norms, before, strict=True):
            norm.momentum = momentum
            norm.eval()
            if not norm.num_batches_tracked:
                norm.load_state_dict(state)

    def _drawn(self) -> list[dict[str, Tensor]]:
        if not self._batches:
            device = self._run.accelerator.device
            drawn = first_pictures(self._run, self._dataset, _SETTLED_ON)
            parts = {key: torch.split(tensor.to(device), _SETTLED_AT_ONCE) for key, tensor in drawn.items()}
            self._batches = [
                dict(zip(parts, some, strict=True)) for some in zip(*parts.values(), strict=True)
            ]
        return self._batches


_SETTLED_ON, _SETTLED_AT_ONCE = 48, 8


def first_pictures(run: Run, dataset: TrainingDataset, most: int) -> dict[str, Tensor]:
    """The first pictures of a dataset as one batch, the same ones whenever they are drawn."""
    size, seed = run.config.schedule.size, run.config.seed
    items = [dataset[Draw(index, index, size, seed)] for index in range(min(most, len(dataset)))]
    return {key: torch.stack([item[key] for item in items]) for key in items[0]}


# Loss scaling: small gradients survive half precision (Micikevicius et al. 2018, section 3.2).


class LossScaling:
    """A factor on losses that gradients are divided by again; steps whose gradients overflow are left out.

    Args:
        enabled: whether gradients are in float16; otherwise nothing is changed.
        device: of the networks.
    """

    def __init__(self, enabled: bool, device: torch.device) -> None:
        self.enabled = enabled
        self._scaler = torch.amp.GradScaler(device.type, enabled=enabled)

    def scaled(self, loss: Tensor) -> Tensor:
        """The loss to send backwards."""
        return self._scaler.scale(loss) if self.enabled else loss

    def unscale(self, optimiser: torch.optim.Optimizer) -> None:
        """Give an optimiser's gradients their true size."""
        if self.enabled:
            self._scaler.unscale_(optimiser)

    def step(self, optimiser: torch.optim.Optimizer) -> None:
        """Let an optimiser go on, unless its gradients have overflowed."""
        if self.enabled:
            self._scaler.step(optimiser)
        else:
            optimiser.step()

    def update(self) -> None:
        """After every phase: a smaller factor where gradients overflowed, a larger one after a good while."""
        if self.enabled:
            self._scaler.update()

    def state(self) -> dict[str, Any]:
        """What a checkpoint keeps."""
        return dict(self._scaler.state_dict())

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take over what a checkpoint kept; nothing where it was written in another precision."""
        if self.enabled and state:
            self._scaler.load_state_dict(dict(state))


Terms = dict[str, Tensor]


class Run:
    """A run's whole state: networks, averages, optimisers, pictures seen. Everything else follows from these.

    Chance in a step comes from the seed, the step and the micro-batch alone: no random state needs keeping.

    Attributes:
        seen: pictures, over all processes.
        rate_factor: on the learning rate, halved whenever the run had to be rolled back.
        share: this process's part of every step.
        scaling: of losses, where gradients are in half precision.
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
        followed = {name: self.recipe.networks[name] for name in self.recipe.info.averaged}
        ramp = None if config.start else config.averaging.ramp
        self.averages = AveragedNetworks(followed, config.averaging.half_life, ramp)
        self.optimisers: dict[str, torch.optim.Optimizer] = {}
        # What two networks share is changed once, as the first one's.
        taken: set[nn.Parameter] = set()
        for name, network in self.recipe.networks.items():
            own = [p for p in network.parameters() if p.requires_grad and p not in taken]
            if own:
                self.optimisers[name] = self._optimiser(name, own)
                taken.update(own)
        self.seen, self.rate_factor = 0, 1.0
        self.scaling = LossScaling(config.hardware.precision == "float16", accelerator.device)
        multiple = self.recipe.info.batch_multiple
        schedule, rank, processes = config.schedule, accelerator.process_index, accelerator.num_processes
        self.share = share_of(schedule.batch_size, schedule.accumulate, rank, processes, multiple)
        if config.hardware.compile:
            for network in (*self.recipe.networks.values(), *self.recipe.frozen.values()):
                network.compile()

    def _optimiser(self, name: str, parameters: list[nn.Parameter]) -> torch.optim.Optimizer:
        o = self.config.optimiser
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
        return (
            self.rate_factor * self.config.optimiser.learning_rate * self.config.schedule.rate_at(self.seen)
        )

    def shown(self) -> Mapping[str, nn.Module]:
        """What samples and bundles use: averaged networks, or the trained ones where averaging is off."""
        if self.config.averaging.enabled:
            return self.averages.networks
        return {name: self.recipe.networks[name] for name in self.recipe.info.averaged}

    def state(self) -> dict[str, Any]:
        """Everything a checkpoint holds."""
        return {
            "config": to_json(self.config),
            "seen": self.seen,
            "rate_factor": self.rate_factor,
            "scaling": self.scaling.state(),
            "networks": {name: network.state_dict() for name, network in self.recipe.networks.items()},
            "averages": {name: network.state_dict() for name, network in self.averages.networks.items()},
            "optimisers": {name: optimiser.state_dict() for name, optimiser in self.optimisers.items()},
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take over a checkpoint's state.

        Raises:
            CheckpointError: it belongs to other networks; names the settings that they differ by.
        """
        try:
            for name, network in self.recipe.networks.items():
                if any(True for _ in network.parameters()):
                    network.load_state_dict(state["networks"][name])
                else:
                    # What has no weights only notes how things go, and begins to where a change adds it.
                    network.load_state_dict(state["networks"].get(name, {}), strict=False)
            for name, optimiser in self.optimisers.items():
                optimiser.load_state_dict(state["optimisers"][name])
            for name, average in self.averages.networks.items():
                average.load_state_dict(state["averages"][name])
        except (KeyError, RuntimeError, ValueError) as error:
            raise other_configuration(state, self.config, error) from error
        self.scaling.restore(state["scaling"])
        self.seen, self.rate_factor = int(state["seen"]), float(state["rate_factor"])

    def start_from(self, start: Start) -> list[TransferReport]:
        """Take over what fits of other networks' tensors, in the averages too (raises CheckpointError)."""
        report = take_over(self.recipe.networks, start)
        refuse_untrained_frozen_layers(self.recipe.networks, self.config.settings, report)
        for name, average in self.averages.networks.items():
            average.load_state_dict(self.recipe.networks[name].state_dict())
        return report

    def step(self, micro_batches: Sequence[Mapping[str, Tensor]], *, measure: bool = False) -> Terms:
        """One step of every phase on this process's micro-batches, whose gradients are averaged over all.

        Args:
            micro_batches: this process's share of the step.
            measure: give the lengths of gradients too, as `gradient_<phase>`.

        Returns:
            Means of the losses' terms over the micro-batches.
        """
        share, device = self.share, self.accelerator.device
        seeds = [hash((self.config.seed, self.seen, stream)) % 2**63 for stream in share.streams()]
        rng = StepRng(seeds, device)
        work: list[dict[str, Any]] = [{"seen": self.seen} for _ in micro_batches]
        terms: Terms = defaultdict(lambda: torch.zeros((), device=device))
        for phase in self.recipe.phases:
            if not phase.runs_in(self.seen // share.pictures):
                continue
            for name, optimiser in self.optimisers.items():
                for parameter in optimiser.param_groups[0]["params"]:
                    parameter.requires_grad_(name in phase.trained or name in phase.recorded)
            for piece, (batch, shared) in enumerate(zip(micro_batches, work, strict=True)):
                with rng.of(piece):
                    with self.accelerator.autocast():
                        losses = phase.losses(batch, shared)
                    loss = self.scaling.scaled(losses.total / len(micro_batches))
                    loss.backward()  # type: ignore[no-untyped-call]
                for term, value in losses.terms.items():
                    terms[term] = terms[term] + value.detach().float() / len(micro_batches)
            self._change(phase, terms, measure)
        self._share_buffers()
        self.seen += share.pictures
        if self.config.averaging.enabled:
            self.averages.update(self.seen, share.pictures)
        return terms

    def _change(self, phase: Phase, terms: Terms, measure: bool) -> None:
        """Let a phase's gradients change its networks."""
        for name in phase.trained:
            self._average_gradients(name)
            self.scaling.unscale(self.optimisers[name])
        networks = [self.recipe.networks[name] for name in phase.trained]
        trained = list(dict.fromkeys(p for network in networks for p in network.parameters()))
        if measure:
            gradients = [p.grad for p in trained if p.grad is not None]
            terms[f"gradient_{phase.name}"] = nn.utils.get_total_norm(gradients).float()
        if phase.clip_norm is not None:
            nn.utils.clip_grad_norm_(trained, phase.clip_norm)
        factor = self.config.schedule.rate_at(self.seen) * self.rate_factor
        for name in phase.trained:
            optimiser = self.optimisers[name]
            optimiser.param_groups[0]["lr"] = factor * phase.rate * self._rate(name)
            self.scaling.step(optimiser)
            optimiser.zero_grad(set_to_none=True)
        self.scaling.update()

    def _average_gradients(self, name: str) -> None:
        if self.accelerator.num_processes > 1:
            parameters = self.optimisers[name].param_groups[0]["params"]
            self._average([p.grad for p in parameters if p.grad is not None])

    def _share_buffers(self) -> None:
        """What networks note beside their weights becomes the mean over processes: all states stay alike."""
        if self.accelerator.num_processes > 1:
            buffers = [b for network in self.recipe.networks.values() for b in network.buffers()]
            self._average([buffer for buffer in buffers if buffer.is_floating_point()])

    @torch.no_grad()
    def _average(self, tensors: Sequence[Tensor]) -> None:
        if not tensors:
            return
        flat = self.accelerator.reduce(torch.cat([tensor.flatten() for tensor in tensors]), "mean")
        for tensor, mean in zip(tensors, flat.split([t.numel() for t in tensors]), strict=True):
            tensor.copy_(mean.view_as(tensor))

    @torch.no_grad()
    def finite(self) -> bool:
        """Whether every weight is a number; one that is not makes everything after it worthless."""
        networks = [*self.recipe.networks.values(), *self.averages.networks.values()]
        weights: list[Tensor] = [p for network in networks for p in network.parameters()]
        return bool(torch.stack(torch._foreach_norm(weights)).isfinite().all())
