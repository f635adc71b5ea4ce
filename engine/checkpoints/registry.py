"""Foreign checkpoints: which system a set of tensors comes from, and the network that holds it.

Each importer reads every hyper-parameter off the tensors' names and shapes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType, ModuleType
from typing import Any

import torch
from torch import Tensor, nn

from engine.architectures import (
    bicyclegan,
    cyclegan,
    drit,
    munit,
    pix2pix,
    pix2pixhd,
    progan,
    psp,
    spade,
    stylegan1,
    stylegan2,
    stylegan3,
)
from engine.architectures import stylegan2_rosinality as rosinality
from engine.architectures.registry import build
from engine.checkpoints.detection import Detection, OwnedTensors, statistics_without_parameters
from engine.errors import BundleError, TensorsError
from engine.sentences import printable

State = Mapping[str, Tensor]
Facts = Mapping[str, Any]
IMPORTERS: tuple[ModuleType, ...] = (
    bicyclegan,
    pix2pixhd,
    cyclegan,
    drit,
    munit,
    pix2pix,
    progan,
    psp,
    rosinality,
    spade,
    stylegan1,
    stylegan2,
    stylegan3,
)
# What a file says beside the tensors: importers to ask what it adds.
_INFORMED = (psp, spade, stylegan2, stylegan3)


@dataclass(frozen=True)
class Imported:
    """A network brought in: its family, what it does there, and what is needed to build it again."""

    family: str
    role: str
    architecture: str
    config: dict[str, Any]
    network: nn.Module


def load_state(state: State, facts: Facts = MappingProxyType({})) -> Imported:
    """The network that the tensors belong to, in evaluation mode.

    Args:
        state: tensors under the names of the published implementation; of `OwnedTensors` the network
            may use their memory in any way.
        facts: what the file says of the network beside its tensors.

    Raises:
        BundleError: no importer knows the names, or tensors are missing, left over or of the wrong shape.
    """
    found = recognise(state, facts)
    if found is None:
        raise BundleError("No importer knows this set of tensors; nothing was imported.")
    try:
        with torch.device("meta"):
            network = build(found.architecture, found.config)
    except BundleError as error:
        raise BundleError(
            "The tensors look like a {family} {role}'s, but not all of them are there.",
            family=found.family,
            role=found.role,
        ) from error
    used = {name: tensor for name, tensor in state.items() if name not in found.unused}
    used = OwnedTensors(used) if isinstance(state, OwnedTensors) else used
    if found.renamed is not None:
        try:
            used = dict(found.renamed(used))
        except (KeyError, IndexError) as error:
            raise BundleError(
                "The tensors look like a {family} {role}'s, but {missing} is missing.",
                family=found.family,
                role=found.role,
                missing=str(error)[:80],
            ) from error
    own = network.state_dict()
    for name in statistics_without_parameters({name: tuple(tensor.shape) for name, tensor in used.items()}):
        if name not in own:
            del used[name]
    load_strictly(network, used)
    if _without_content(network):
        # It holds constants that no file does.
        network = build(found.architecture, found.config)
        load_strictly(network, used)
    return Imported(found.family, found.role, found.architecture, dict(found.config), network.eval())


def _without_content(network: nn.Module) -> bool:
    held = [*network.parameters(), *network.buffers()]
    held += [
        value for module in network.modules() for value in vars(module).values() if isinstance(value, Tensor)
    ]
    return any(tensor.is_meta for tensor in held)


def recognise(state: State, facts: Facts = MappingProxyType({})) -> Detection | None:
    """What the tensors are, or None where no importer knows their names.

    Args:
        state: tensors under the names of the published implementation.
        facts: what the file says of the network beside its tensors.

    Raises:
        BundleError: an importer knows them, but tensors are missing that tell the network's shape.
    """
    for importer in IMPORTERS:
        try:
            found: Detection | None = importer.detect(state)
        except (KeyError, IndexError, ValueError, TypeError, ZeroDivisionError) as error:
            name = importer.__name__.rpartition(".")[2]
            raise BundleError(
                "The tensors look like {name}'s, but not all of them are there ({missing}).",
                name=name,
                missing=str(error)[:80],
            ) from error
        if found is not None:
            for asked in _INFORMED:
                found = asked.informed(found, facts)
            return found
    return None


def load_strictly(network: nn.Module, state: State) -> None:
    """Copy tensors into a network; every name and shape must fit.

    Args:
        network: changed in place.
        state: tensors under the network's own names.

    Raises:
        TensorsError: what is missing, unexpected or of another shape is in its details.
    """
    own = network.state_dict()
    differences = [f"missing {described(name, own[name])}" for name in own if name not in state]
    differences += [f"unexpected {described(name, state[name])}" for name in state if name not in own]
    differences += [
        f"{described(name, state[name])} instead of {tuple(own[name].shape)}"
        for name in own
        if name in state and state[name].shape != own[name].shape
    ]
    if len(differences) == 1:
        raise TensorsError(
            "The tensors do not fit the network: {difference}.",
            difference=differences[0],
        ).listing(differences)
    if differences:
        raise TensorsError(
            "The tensors do not fit the network: {difference}, and {count} more.",
            difference=differences[0],
            count=len(differences) - 1,
        ).listing(differences)
    # Taken over, not copied: a checkpoint's tensors are views of the mapped file.
    network.load_state_dict({name: _plain(tensor) for name, tensor in state.items()}, assign=True)


def described(name: str, tensor: Tensor) -> str:
    """A tensor in a line for a person: its name, which is a stranger's, and its shape."""
    return f"{printable(name, 80)} {tuple(tensor.shape)}"


def _plain(tensor: Tensor) -> Tensor:
    return tensor.float().contiguous() if tensor.is_floating_point() else tensor.contiguous()
