"""What D says of training pictures, of held-out ones and of made ones: whether it remembers, wins or guesses.

Karras et al. 2020b, "Training Generative Adversarial Networks with Limited Data", equation 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from trainer.augment import AdaptiveAugmentation
from trainer.objectives import Objective, Scores
from trainer.run_state import Run

Call = tuple[list[Tensor], list[Tensor]]


class Recording:
    """An objective that also keeps the scores it is given, (N,) a scale.

    Args:
        objective: that computes the losses.
    """

    def __init__(self, objective: Objective) -> None:
        self._objective = objective
        self.calls: list[Call] = []

    def discriminator(self, real: Scores, fake: Scores) -> Tensor:
        """Loss of the discriminator; keeps each picture's mean score."""
        self.calls.append((_by_picture(real), _by_picture(fake)))
        return self._objective.discriminator(real, fake)

    def generator(self, fake: Scores) -> Tensor:
        """Loss of the generator."""
        return self._objective.generator(fake)


def _by_picture(scores: Scores) -> list[Tensor]:
    scales = [scores] if isinstance(scores, Tensor) else scores
    return [scale.detach().float().flatten(1).mean(dim=1) for scale in scales]


def probe(run: Run, training: Mapping[str, Tensor], held_out: Mapping[str, Tensor]) -> dict[str, float]:
    """Figures of D; none for recipes without one.

    Args:
        run: whose networks and chance are left as they are.
        training: a batch that D has learnt from.
        held_out: as many pictures that it has not.

    Returns:
        `d_real_validation_gap`: (training - held out) / (training - made) of D's mean scores: 0 where
        held-out pictures are as real to it as training pictures, 1 where it takes them for made ones.
        `d_separation`: how often a training picture is scored higher than a made one.
    """
    objective = getattr(run.recipe, "objective", None)
    if objective is None:
        return {}
    seen, unseen = Recording(objective), Recording(objective)
    with _unchanged(run.recipe.networks), torch.no_grad():
        for recording, batch in ((seen, training), (unseen, held_out)):
            run.recipe.objective = recording  # type: ignore[attr-defined]
            try:
                _all_losses(run, batch)
            finally:
                run.recipe.objective = objective  # type: ignore[attr-defined]
    if not seen.calls:
        return {}
    trained, made = _means(seen.calls)
    known, _ = _means(unseen.calls)
    figures = {"d_separation": _separation(seen.calls)}
    distance = trained - made
    # Where D cannot tell what is made, it remembers nothing that could be seen.
    if distance > 0.05 * (abs(trained) + abs(made)):
        figures["d_real_validation_gap"] = max(-1.0, min(2.0, (trained - known) / distance))
    return figures


def _all_losses(run: Run, batch: Mapping[str, Tensor]) -> None:
    """The losses of both players, as a step would call for them."""
    device = run.accelerator.device
    here = {
        name: tensor.to(device, memory_format=run.layout) if tensor.dim() == 4 else tensor.to(device)
        for name, tensor in batch.items()
    }
    torch.manual_seed(run.config.seed)
    work: dict[str, Any] = {"seen": run.seen}
    for phase in run.recipe.phases:
        if phase.name in ("generator", "discriminator"):
            with run.accelerator.autocast():
                phase.losses(here, work)


def _means(calls: list[Call]) -> tuple[float, float]:
    """Mean scores of real and of made pictures, over calls and scales."""
    real = [float(scale.mean()) for call in calls for scale in call[0]]
    made = [float(scale.mean()) for call in calls for scale in call[1]]
    return sum(real) / len(real), sum(made) / len(made)


def _separation(calls: list[Call]) -> float:
    """Area under the curve of telling real from made by the score: the mean over calls and scales."""
    areas = []
    for reals, fakes in calls:
        for real, made in zip(reals, fakes, strict=True):
            difference = real[:, None] - made[None]
            areas.append(float(((difference > 0).float() + 0.5 * (difference == 0).float()).mean()))
    return sum(areas) / len(areas)


@contextmanager
def _unchanged(networks: Mapping[str, nn.Module]) -> Iterator[None]:
    """Leave what networks note beside their weights as it was."""
    modules = [module for network in networks.values() for module in network.modules()]
    buffers = [buffer for network in networks.values() for buffer in network.buffers()]
    kept = [buffer.clone() for buffer in buffers]
    noted = [
        (m, m.get_extra_state()) for m in modules if type(m).get_extra_state is not nn.Module.get_extra_state
    ]
    adaptive = [module for module in modules if isinstance(module, AdaptiveAugmentation)]
    for augmentation in adaptive:
        augmentation.eval()
    try:
        yield
    finally:
        for augmentation in adaptive:
            augmentation.train()
        with torch.no_grad():
            for buffer, before in zip(buffers, kept, strict=True):
                buffer.copy_(before)
        for module, state in noted:
            module.set_extra_state(state)
