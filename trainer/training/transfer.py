"""Transfer learning: a run starts from the weights of a bundle, a run or a foreign checkpoint that fit.

Layers are matched by name and shape. StyleGAN2's names carry resolutions, so that a model of another
resolution gives the layers that both have (Karras et al. 2020b, section 4.3). What fits by name and shape can
still mean something else by its network's configuration: factors are made up for, the rest is said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from engine.architectures.layers import EqualisedLinear
from engine.architectures.registry import build
from engine.bundle.bundle import Bundle, open_bundle
from engine.checkpoints.contents import find_contents, tensors
from engine.checkpoints.reader import open_checkpoint
from engine.checkpoints.records import RefusedError
from engine.checkpoints.registry import load_state
from engine.checkpoints.scan import recognised
from engine.errors import CheckpointError, GanvasError
from trainer.recipes.trained import make_recipe
from trainer.settings.run_config import parse_stored
from trainer.training.checkpoints import checkpoints, load_checkpoint

States = Mapping[str, Mapping[str, Tensor]]


@dataclass(frozen=True)
class Start:
    """What a run can start from.

    Attributes:
        states: tensors by name, under the names that recipes give their networks.
        networks: built as those were that the tensors are of, where that is known: what the tensors mean.
    """

    states: States
    networks: Mapping[str, nn.Module] = field(default_factory=dict)


@dataclass(frozen=True)
class TransferReport:
    """What a network took over.

    Attributes:
        network: its name in the recipe.
        whole: tensors that were copied.
        parts: tensors of which the common part was copied, because labels came or went.
        fresh: tensors that start anew.
        otherwise: what the layers of copied tensors do otherwise than where these are from, as
            "clamp: None there, 256.0 here".
    """

    network: str
    whole: tuple[str, ...]
    parts: tuple[str, ...]
    fresh: tuple[str, ...]
    otherwise: tuple[str, ...] = ()

    def sentence(self) -> str:
        """For a person."""
        count = len(self.whole) + len(self.parts) + len(self.fresh)
        text = f"{self.network}: {len(self.whole)} of {count} tensors kept"
        if self.parts:
            text += f", {', '.join(self.parts)} in part"
        if self.fresh:
            named = ", ".join(self.fresh[:4]) + (", ..." if len(self.fresh) > 4 else "")
            text += f", {len(self.fresh)} new ({named})"
        if self.otherwise:
            text += f"; they are used otherwise ({'; '.join(self.otherwise)})"
        return text + "."


def read_start(path: Path) -> Start:
    """Networks' tensors under the names that recipes give their networks.

    Args:
        path: a bundle, a run's folder or checkpoint, or a checkpoint of a published implementation.

    Raises:
        CheckpointError: nothing in it can be read or is known.
    """
    try:
        if path.is_dir() and checkpoints(path):
            return _of_run(load_checkpoint(checkpoints(path)[-1]))
        if path.is_dir() or path.suffix == ".gmodel":
            return _of_bundle(open_bundle(path))
        try:
            return _of_run(load_checkpoint(path))
        except CheckpointError:
            return _foreign(path)
    except (GanvasError, RefusedError) as error:
        raise CheckpointError(
            "The run cannot start from '{name}' ({error}); name another file.", name=path.name, error=error
        ) from error


def _of_run(state: Mapping[str, Any]) -> Start:
    # Averages stand for the networks that they follow.
    states = {name: dict(network) for name, network in {**state["networks"], **state["averages"]}.items()}
    networks: dict[str, nn.Module] = {}
    # A run whose other files are gone gives its tensors all the same.
    with suppress(GanvasError, KeyError):
        config = parse_stored(json.loads(state["config"]))
        networks = make_recipe(config.recipe, config.settings).networks
    return Start(states, networks)


def _of_bundle(bundle: Bundle) -> Start:
    states, networks = {}, {}
    for name, spec in bundle.manifest.networks.items():
        states[name] = {key: torch.from_numpy(array) for key, array in bundle.weights(name).items()}
        if spec.weights_of is None:
            networks[name] = build(spec.architecture, spec.config)
    return Start(states, networks)


def _foreign(path: Path) -> Start:
    contents = find_contents(open_checkpoint(path).data)
    found: dict[str, nn.Module] = {}
    # Averages first: they stand for the networks that they follow.
    for place in sorted(contents.states, key=lambda place: "ema" not in place.lower()):
        facts = contents.facts(place)
        state, kind = recognised(tensors(contents.states[place], place or path.name), facts)
        if kind is None:
            continue
        imported = load_state(state, facts)
        if imported.role == "generator" and "synthesis.b4.const" in imported.network.state_dict():
            for part in ("mapping", "synthesis"):
                found.setdefault(part, imported.network.get_submodule(part))
        else:
            found.setdefault(imported.role, imported.network)
    if not found:
        raise CheckpointError("no importer knows what '{name}' holds", name=path.name)
    return Start({name: network.state_dict() for name, network in found.items()}, found)


@torch.no_grad()
def take_over(networks: Mapping[str, nn.Module], start: Start) -> list[TransferReport]:
    """Copy what fits into the networks that have trained weights, so that it does there what it did.

    Where a run trains two generators and the file has one, the first takes it over: the way from A to B.

    Raises:
        CheckpointError: nothing fits.
    """
    report = []
    only = _only_generator(networks, start)
    for name, network in networks.items():
        source = "generator" if name == only else name
        if source not in start.states or not list(network.parameters()):
            continue
        there = start.networks.get(source)
        whole, parts, fresh = [], [], []
        for key, mine in network.state_dict().items():
            theirs = start.states[source].get(key)
            if theirs is not None:
                theirs = _rate_factor(key, network, there) * theirs
            if theirs is not None and theirs.shape == mine.shape:
                mine.copy_(theirs)
                whole.append(key)
            elif (
                theirs is not None and name == "mapping" and key == "fc0.weight" and len(theirs) == len(mine)
            ):
                # Its inputs are the code and then the embedded label.
                common = min(mine.shape[1], theirs.shape[1])
                mine[:, :common].copy_(theirs[:, :common])
                parts.append(key)
            else:
                fresh.append(key)
        otherwise = _differences(whole, network, there)
        report.append(TransferReport(name, tuple(whole), tuple(parts), tuple(fresh), otherwise))
    if not any(kept.whole for kept in report):
        raise CheckpointError(
            "Nothing in the file that the run should start from fits its networks; compare widths and recipe."
        )
    return report


def _only_generator(networks: Mapping[str, nn.Module], start: Start) -> str | None:
    """The network that takes over a file's one generator, where the recipe has several of other names."""
    mine = [name for name in networks if name.startswith("generator")]
    if "generator" not in start.states or any(name in start.states for name in mine):
        return None
    return mine[0] if len(mine) > 1 else None


def refuse_untrained_frozen_layers(
    networks: Mapping[str, nn.Module], settings: object, report: Sequence[TransferReport] = ()
) -> None:
    """Layers that a run keeps as its start has them (Freeze-D) must come from there.

    Layers that a recipe never trains, such as the random mixing of projected discriminators, are its own.

    Raises:
        CheckpointError: some would keep their random weights.
    """
    if not getattr(settings, "freeze_d", 0):
        return
    taken = {(kept.network, key) for kept in report for key in kept.whole}
    for name, network in networks.items():
        for key, parameter in network.named_parameters():
            if not parameter.requires_grad and (name, key) not in taken:
                raise CheckpointError(
                    "settings.freeze_d keeps layers of the {network} as they are, and the run does not start "
                    "from a model that has them; set it to 0, or start from a checkpoint with one.",
                    network=name,
                )


def _rate_factor(key: str, here: nn.Module, there: nn.Module | None) -> float:
    """What a tensor is multiplied by where the learning-rate factor of its layer differs."""
    layers = _owner(key, here), _owner(key, there)
    if not all(isinstance(layer, EqualisedLinear) for layer in layers):
        return 1.0
    mine, theirs = (float(layer.lr_multiplier) for layer in layers)  # type: ignore[union-attr, arg-type]
    return theirs / mine


def _differences(keys: Sequence[str], here: nn.Module, there: nn.Module | None) -> tuple[str, ...]:
    """In what the layers of these tensors differ, each difference once."""
    found: dict[str, None] = {}
    for key in keys:
        mine, theirs = _owner(key, here), _owner(key, there)
        if mine is None or theirs is None:
            continue
        facts, others = _facts(mine), _facts(theirs)
        for name in facts.keys() & others.keys():
            if facts[name] != others[name]:
                found[f"{name}: {others[name]} there, {facts[name]} here"] = None
    return tuple(sorted(found))


def _facts(layer: nn.Module) -> dict[str, Any]:
    # Shapes are compared as such, and factors are made up for.
    passed = {"training", "lr_multiplier", "scale"}
    plain = (bool, int, float, str, tuple, type(None))
    facts = {name: value for name, value in vars(layer).items() if isinstance(value, plain)}
    return {"layer": type(layer).__name__} | {
        name: value for name, value in facts.items() if name not in passed and not name.startswith("_")
    }


def _owner(key: str, network: nn.Module | None) -> nn.Module | None:
    """The layer that a tensor belongs to."""
    try:
        return network.get_submodule(key.rpartition(".")[0]) if network is not None else None
    except AttributeError:
        return None
