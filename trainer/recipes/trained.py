"""Recipes with networks: untrained ones from settings, and trained ones from a run's newest checkpoint."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import nn

from engine.bundle.bundle import open_bundle
from engine.errors import CheckpointError, ConfigurationError
from engine.sentences import Sentence, joined
from trainer.parts.frozen_generator import FrozenGenerator, frozen_generator, generator_of
from trainer.recipes.base import Recipe
from trainer.recipes.psp import PSP
from trainer.recipes.registry import recipe_type
from trainer.runs.checkpoints import checkpoints
from trainer.settings import psp
from trainer.settings.fields import RecipeSettings
from trainer.settings.run_config import RunConfig, differing_settings, read_run
from trainer.training.checkpoints import load_checkpoint


def make_recipe(name: str, settings: RecipeSettings) -> Recipe:
    """A recipe with untrained networks; an encoder also with the trained generator that it is made for."""
    if isinstance(settings, psp.Settings):
        return PSP(settings, load_generator(Path(settings.generator)))
    make: type = recipe_type(name)
    recipe: Recipe = make(settings)
    return recipe


@dataclass(frozen=True)
class TrainedRun:
    """A run read back for use: its averaged networks in evaluation mode."""

    folder: Path
    config: RunConfig
    recipe: Recipe
    networks: dict[str, nn.Module]
    seen: int


def open_run(folder: Path, checkpoint: Path | None = None) -> TrainedRun:
    """A checkpoint of a run, the newest by default.

    Raises:
        CheckpointError: there is none, it is broken, or its networks are others than the run's.
    """
    config = read_run(folder)
    found = checkpoints(folder) if checkpoint is None else [checkpoint]
    if not found:
        raise CheckpointError(
            "'{folder}' holds no checkpoint yet; let the run write one first.", folder=folder
        )
    state = load_checkpoint(found[-1])
    recipe = make_recipe(config.recipe, config.settings)
    source = "averages" if config.averaging.enabled else "networks"
    networks = {}
    for name in recipe.info.averaged:
        try:
            recipe.networks[name].load_state_dict(state[source][name])
        except (KeyError, RuntimeError) as error:
            raise other_configuration(state, config, error) from error
        networks[name] = recipe.networks[name].eval().requires_grad_(False)
    return TrainedRun(folder, config, recipe, networks, int(state["seen"]))


def other_configuration(state: Mapping[str, Any], config: RunConfig, error: Exception) -> CheckpointError:
    """Why the weights of a checkpoint do not fit: the settings that its networks were built from otherwise.

    Args:
        state: of the checkpoint, with its configuration.
        config: that its weights were to be taken over under.
        error: of PyTorch, whose own words count where no setting differs.
    """
    found = differing_settings(str(state.get("config", "")), config)
    if not found:
        reason = str(error).splitlines()[0]
        return CheckpointError("The checkpoint belongs to another configuration ({reason}).", reason=reason)
    several = [
        Sentence(
            "{key} is {now} here and was {before} there", key=key, now=_shown(now), before=_shown(before)
        )
        for key, (before, now) in found.items()
    ]
    return CheckpointError(
        "The checkpoint's weights do not fit, as {differences}; the checkpoint is intact: set it back, or "
        "begin a new run that starts from this one.",
        differences=joined(several, ", "),
    )


def _shown(value: Any) -> str:
    return "missing" if value is None else json.dumps(value)


def load_generator(path: Path) -> FrozenGenerator:
    """The generator of a bundle (`.gmodel`, or a folder with model.json) or of a run's newest checkpoint.

    Raises:
        BundleError: the bundle is broken.
        CheckpointError: the run has no usable checkpoint.
        ConfigurationError: there is nothing, or no unconditional StyleGAN2 in it.
    """
    if not path.exists():
        raise ConfigurationError(
            "The generator '{path}' does not exist; name a bundle or the folder of a run.", path=path
        )
    if not (path / "config.json").exists():
        return generator_of(open_bundle(path))
    run = open_run(path)
    return frozen_generator(run.networks, f"{run.config.name} at {run.seen:,} pictures", str(path))
