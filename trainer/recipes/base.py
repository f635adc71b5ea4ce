"""What every recipe gives the loop: networks, phases with losses, samples, and what its bundle holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Protocol

from torch import Tensor, nn

from engine.bundle.manifest import AttributeSpec, DirectionSpec, DomainDirection, Framing
from trainer.parts.losses import RealAndFake
from trainer.settings.fields import RecipeInfo

Batch = Mapping[str, Tensor]


@dataclass(frozen=True)
class Losses:
    """What one phase minimises, its terms under the paper's names, and the scores that they come from.

    Attributes:
        total: a scalar.
        terms: scalars, detached when logged.
        scores: of the discriminators that a `scored` phase trains, an entry for each time that one was
            asked; the monitor reads them.
    """

    total: Tensor
    terms: Mapping[str, Tensor]
    scores: Sequence[RealAndFake] = ()


@dataclass(frozen=True)
class Phase:
    """One optimisation step: which networks it changes, and its losses for a batch.

    A phase with `every` above 1 is lazy (Karras et al. 2020, "Analyzing and Improving the Image Quality of
    StyleGAN", section 3.1 and appendix B): it runs in every so-manieth step, multiplies its own losses by
    that number, and the loop turns down the rate and the betas of the networks that it trains. A phase with
    `except_every` above 1 leaves every so-manieth step to another.

    `losses` gets the batch and a dictionary that the phases of one step share: `seen`, the pictures seen
    before the step, and what a phase leaves for the next (fakes made once, say). `recorded` names further
    networks through which a later phase of the step sends gradients back over what this one made.
    `rate` multiplies the learning rate in this phase; `clip_norm` is the most that the gradients of all the
    networks it trains may be long together. `scored` says that its losses carry the scores of the
    discriminators that it trains, and that they can be had without gradients.
    """

    name: str
    trained: tuple[str, ...]
    losses: Callable[[Batch, dict[str, Any]], Losses]
    recorded: tuple[str, ...] = ()
    every: int = 1
    except_every: int = 1
    rate: float = 1.0
    clip_norm: float | None = None
    scored: bool = False

    def runs_in(self, step: int) -> bool:
        """Whether it runs in a step, counted from 0."""
        return step % self.every == 0 and (self.except_every == 1 or step % self.except_every != 0)


@dataclass(frozen=True)
class ExportedNetwork:
    """A network of the bundle as it is run: example inputs by name decide the graph's inputs.

    `sides` names inputs whose height and width may be any multiples of a number, and that number; the others
    keep the sides of their examples. `weights_of` names the network of the bundle that `module` holds as
    `inner` and whose tensors it shares.
    """

    name: str
    architecture: str
    config: Mapping[str, Any]
    module: nn.Module
    inputs: Mapping[str, Tensor]
    outputs: Sequence[str]
    sides: Mapping[str, int] = field(default_factory=dict)
    weights_of: str | None = None

    def stored_name(self, tensor: str) -> str:
        """What a tensor of `module` is called in the bundle."""
        if self.weights_of is None:
            return f"{self.name}.{tensor}"
        return f"{self.weights_of}.{tensor.removeprefix('inner.')}"


@dataclass(frozen=True)
class BundleContent:
    """What a recipe's trained networks can do.

    `prior` is what styles are drawn from (see engine.bundle.manifest.LatentSpec). `w_size` and `layers`
    describe the codes of models that map a latent code before they use it; `eyes` is where the eyes of
    faces lie and `framing` which part of a photo is inverted (see engine.bundle.manifest.ImageSpec);
    `classes` are the names of a conditional model's labels.
    """

    family: str
    networks: Sequence[ExportedNetwork]
    capabilities: Sequence[str]
    image_size: int
    input_channels: int
    input_kind: str
    latent_size: int | None
    facts: Mapping[str, str] = field(default_factory=dict)
    attributes: Sequence[AttributeSpec] = ()
    directions: Mapping[DomainDirection, DirectionSpec] = field(default_factory=dict)
    multiple: int | None = None
    prior: Literal["normal", "stored"] = "normal"
    w_size: int | None = None
    layers: int | None = None
    eyes: tuple[tuple[float, float], tuple[float, float]] | None = None
    framing: Framing = "eyes"
    classes: Sequence[str] = ()


class Recipe(Protocol):
    """A system that the loop can train. Construction builds untrained networks from settings."""

    name: ClassVar[str]
    info: ClassVar[RecipeInfo]
    networks: dict[str, nn.Module]
    frozen: dict[str, nn.Module]
    phases: tuple[Phase, ...]

    def sample(self, networks: Mapping[str, nn.Module], batch: Batch) -> Tensor:
        """A sheet of results of averaged networks on fixed inputs: (rows, columns, 3, S, S) in [-1, 1]."""

    def bundle(self, networks: Mapping[str, nn.Module], size: int) -> BundleContent:
        """What to export from these networks for pictures of `size` pixels."""
