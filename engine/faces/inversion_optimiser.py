"""Gradient descent on codes and noise, then on a copy of the generator: the loops of inversion."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.architectures.efficientnet_lite import load_efficientnet_lite
from engine.architectures.stylegan2 import SynthesisNetwork

# What an inversion minimises: perceptual and pixel differences, and how ordinary codes and noise are.


# Sides that pictures are brought to before the feature network sees them.
_LEAST_SIDE, _MOST_SIDE = 128, 256


class PictureDistance(nn.Module):
    """How far pictures are from one target, to the eye and by pixels.

    The perceptual distance is that of LPIPS (Zhang et al. 2018, equation 1) on EfficientNet-Lite0 with all
    channels weighted alike: feature vectors of length 1 at every place, squared differences, averaged over
    places, at strides 4, 8 and 16.

    Args:
        target: (1, 3, S, S) in [-1, 1].
        weight: (1, 1, S, S) how much each pixel counts, 0 to 1; None for all alike.
    """

    def __init__(self, target: Tensor, weight: Tensor | None = None) -> None:
        super().__init__()
        self.network = load_efficientnet_lite("lite0").to(target.device)
        self.target = target
        self.weight = torch.ones_like(target[:, :1]) if weight is None else weight
        with torch.no_grad():
            self.features = self._features(target)
        self.weights = [
            F.adaptive_avg_pool2d(self.weight, (features.shape[2], features.shape[3]))
            for features in self.features
        ]

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        """The perceptual distance of a picture (1, 3, S, S) and its mean squared error: scalars."""
        perceptual = torch.zeros((), device=picture.device)
        for ours, theirs, weight in zip(self._features(picture), self.features, self.weights, strict=True):
            difference = (ours - theirs).square().sum(dim=1, keepdim=True)
            perceptual = perceptual + (difference * weight).sum() / weight.sum().clamp(min=1e-6)
        squared = (picture - self.target).square().mean(dim=1, keepdim=True)
        pixels = (squared * self.weight).sum() / self.weight.sum().clamp(min=1e-6)
        return perceptual / len(self.features), pixels

    def _features(self, picture: Tensor) -> list[Tensor]:
        side = picture.shape[2]
        if side < _LEAST_SIDE:
            picture = F.interpolate(picture, (_LEAST_SIDE,) * 2, mode="bilinear", align_corners=False)
        elif side > _MOST_SIDE:
            picture = F.interpolate(
                picture, (_MOST_SIDE,) * 2, mode="bilinear", antialias=True, align_corners=False
            )
        return [F.normalize(features, dim=1) for features in self.network.maps(picture)[:3]]


def noise_regularity(noises: Sequence[Tensor]) -> Tensor:
    """How much noise pictures resemble themselves a pixel further on, at all scales down to 8 pixels.

    Without it the picture would move into the noise (Karras et al. 2020, appendix D). Scalar, 0 for white
    noise.

    Args:
        noises: (1, 1, r, r) each.
    """
    total = torch.zeros((), device=noises[0].device)
    for noise in noises:
        scale = noise
        while True:
            total = total + (scale * scale.roll(1, dims=3)).mean().square()
            total = total + (scale * scale.roll(1, dims=2)).mean().square()
            if scale.shape[2] <= 8:
                break
            scale = F.avg_pool2d(scale, 2) * 2
    return total


@torch.no_grad()
def make_ordinary(noises: Sequence[Tensor]) -> None:
    """Bring noise pictures back to mean 0 and deviation 1, in place (Karras et al. 2020, appendix D)."""
    for noise in noises:
        noise.sub_(noise.mean()).div_(noise.square().mean().sqrt().clamp(min=1e-6))


State = TypeVar("State")
Stopped = Literal["done", "early", "cancelled"]
# Called after a step with its number, the least error so far and the picture of it; True ends the loop.
EventReporter = Callable[[int, float, Tensor], bool]

_NOISE = 100.0
# The loop ends early when so many steps took less than this share off the error.
_PATIENCE, _LEAST_GAIN = 25, 0.01


@dataclass(frozen=True, eq=False)
class CodeSpread:
    """What codes of samples are like: their mean (w,) and a root R (w, w) of their covariance R R'."""

    mean: Tensor
    root: Tensor


@dataclass(frozen=True, eq=False)
class Best(Generic[State]):
    """The best that a loop saw: what was kept of it, its picture (1, 3, S, S), and how the loop ended."""

    kept: State
    picture: Tensor
    error: float
    steps: int
    stopped: Stopped


@torch.no_grad()
def spread_of_codes(mapping: nn.Module, z: Tensor, labels: Tensor | None = None) -> CodeSpread:
    """The spread of W, from mapped codes of z (N, z) and, in a conditional network, labels (N, L)."""
    codes = (mapping(z) if labels is None else mapping(z, labels))[:, 0].double()
    mean = codes.mean(dim=0)
    covariance = (codes - mean).T @ (codes - mean) / len(codes)
    # Directions in which samples hardly differ get a tenth of the average spread, or no step would go there.
    covariance.diagonal().add_(0.01 * covariance.diagonal().mean().clamp(min=1e-8))
    return CodeSpread(mean.float(), torch.linalg.cholesky(covariance).float())


def find_codes(
    synthesis: SynthesisNetwork,
    distance: PictureDistance,
    start: Tensor,
    noises: Sequence[Tensor],
    spread: CodeSpread,
    *,
    steps: int,
    rate: float,
    nearness: float,
    reporter: EventReporter,
) -> Best[tuple[Tensor, tuple[Tensor, ...]]]:
    """Codes of all layers and noise whose picture is nearest to the target (Karras et al. 2020, appendix D).

    The codes are start + R v with R the root of W's covariance, and Adam moves v: a step is as long in every
    direction as samples are spread there, and |v| says how far the codes are from the start in their terms.

    Args:
        synthesis: in evaluation mode, its parameters not recorded.
        distance: to the target.
        start: (1, layers, w).
        noises: (1, 1, r, r) each, where the noise starts.
        spread: of W.
        steps: at most.
        rate: of Adam, in standard deviations of W.
        nearness: weight of the mean square of v.
        reporter: sees every step and may end the loop.

    Returns:
        The codes (1, layers, w) and the noises.
    """
    moved = torch.zeros_like(start, requires_grad=True)
    chances = [noise.clone().requires_grad_(True) for noise in noises]
    optimiser = torch.optim.Adam([moved, *chances], lr=rate, betas=(0.9, 0.99))

    def codes() -> Tensor:
        return start + moved @ spread.root.T

    def keep() -> tuple[Tensor, tuple[Tensor, ...]]:
        return codes().detach().clone(), tuple(rng.detach().clone() for rng in chances)

    return _descend(
        optimiser,
        lambda: synthesis(codes(), chances),
        lambda: nearness * moved.square().mean() + _NOISE * noise_regularity(chances),
        lambda: make_ordinary(chances),
        keep,
        distance,
        steps,
        rate,
        reporter,
    )


def tune_generator(
    synthesis: SynthesisNetwork,
    distance: PictureDistance,
    ws: Tensor,
    noises: Sequence[Tensor],
    spread: CodeSpread,
    *,
    steps: int,
    rate: float,
    locality: float,
    reporter: EventReporter,
) -> Best[dict[str, Tensor]]:
    """Weights whose picture of given codes is nearer still: pivotal tuning (Roich et al. 2022).

    Args:
        synthesis: its weights are left alone; a copy is tuned.
        distance: to the target.
        ws: (1, layers, w) the pivot.
        noises: (1, 1, r, r) each, kept.
        spread: of W, to draw the codes that the regulariser looks at.
        steps: at most.
        rate: of Adam.
        locality: weight of what may change for codes on the way to other samples (the paper's equation 6).
        reporter: sees every step and may end the loop.

    Returns:
        By name what is added to each weight that was tuned.
    """
    tuned = copy.deepcopy(synthesis).requires_grad_(True)
    # What styles mean stays as it is, or sliders would not do in the copy what they do in the model.
    names = [name for name, _ in tuned.named_parameters() if ".affine." not in name]
    parameters = dict(tuned.named_parameters())
    own = dict(synthesis.named_parameters())
    optimiser = torch.optim.Adam([parameters[name] for name in names], lr=rate, betas=(0.9, 0.99))
    rng = torch.Generator().manual_seed(0)

    def elsewhere() -> Tensor:
        other = torch.randn(spread.mean.shape, generator=rng).to(ws.device) @ spread.root.T + spread.mean
        near = ws + 0.3 * (other - ws)
        with torch.no_grad():
            before = synthesis(near, list(noises))
        after: Tensor = tuned(near, list(noises))
        changed: Tensor = (after - before).square().mean()
        return locality * changed

    def keep() -> dict[str, Tensor]:
        return {name: (parameters[name] - own[name]).detach().clone() for name in names}

    return _descend(
        optimiser,
        lambda: tuned(ws, list(noises)),
        elsewhere,
        lambda: None,
        keep,
        distance,
        steps,
        rate,
        reporter,
    )


def _descend(
    optimiser: torch.optim.Optimizer,
    draw: Callable[[], Tensor],
    regulariser: Callable[[], Tensor],
    after_step: Callable[[], None],
    keep: Callable[[], State],
    distance: PictureDistance,
    steps: int,
    rate: float,
    reporter: EventReporter,
) -> Best[State]:
    """Step by step towards the target; the nearest picture counts, not the last."""
    picture = draw()
    perceptual, pixels = distance(picture)
    best = Best(keep(), picture.detach(), float((perceptual + pixels).detach()), 0, "done")
    checkpoint = best.error
    for step in range(1, steps + 1):
        loss = perceptual + pixels + regulariser()
        for group in optimiser.param_groups:
            group["lr"] = rate * _ramp((step - 1) / steps)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        after_step()
        picture = draw()
        perceptual, pixels = distance(picture)
        error = float((perceptual + pixels).detach())
        stopped: Stopped = "done"
        if step % _PATIENCE == 0:
            if min(best.error, error) > (1 - _LEAST_GAIN) * checkpoint:
                stopped = "early"
            checkpoint = min(best.error, error)
        if error < best.error:
            best = Best(keep(), picture.detach(), error, step, stopped)
        if reporter(step, best.error, best.picture):
            stopped = "cancelled"
        if stopped != "done":
            return Best(best.kept, best.picture, best.error, step, stopped)
    return Best(best.kept, best.picture, best.error, steps, "done")


def _ramp(done: float) -> float:
    """Share of the rate: up over the first 5 %, down over the last 30 % (Karras et al. 2020, appendix D)."""
    return min(1.0, 0.2 + done / 0.05, max(0.05, (1 - done) / 0.3))
