"""Transfer learning: a run starts from the weights of a bundle, a run or a foreign checkpoint that fit.

Layers are matched by name and shape. StyleGAN2's names carry resolutions, so that a model of another
resolution gives the layers that both have (Karras et al. 2020b, section 4.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from engine.bundle.bundle import open_bundle
from engine.checkpoints.contents import find_contents, tensors
from engine.checkpoints.reader import open_checkpoint
from engine.checkpoints.records import RefusedError
from engine.checkpoints.registry import load_state, recognise
from engine.errors import CheckpointError, GanvasError
from trainer.training.checkpoints import checkpoints, load_checkpoint

States = Mapping[str, Mapping[str, Tensor]]


@dataclass(frozen=True)
class TransferReport:
    """What a network took over.

    Attributes:
        network: its name in the recipe.
        whole: tensors that were copied.
        parts: tensors of which the common part was copied, because labels came or went.
        fresh: tensors that start anew.
    """

    network: str
    whole: tuple[str, ...]
    parts: tuple[str, ...]
    fresh: tuple[str, ...]

    def sentence(self) -> str:
        """For a person."""
        count = len(self.whole) + len(self.parts) + len(self.fresh)
        text = f"{self.network}: {len(self.whole)} of {count} tensors kept"
        if self.parts:
            text += f", {', '.join(self.parts)} in part"
        if self.fresh:
            named = ", ".join(self.fresh[:4]) + (", ..." if len(self.fresh) > 4 else "")
            text += f", {len(self.fresh)} new ({named})"
        return text + "."


def read_start(path: Path) -> dict[str, dict[str, Tensor]]:
    """Networks' tensors under the names that recipes give their networks.

    Args:
        path: a bundle, a run's folder or checkpoint, or a checkpoint of a published implementation.

    Raises:
        CheckpointError: nothing in it can be read or is known.
    """
    try:
        if path.is_dir() and checkpoints(path):
            return _networks(load_checkpoint(checkpoints(path)[-1]))
        if path.is_dir() or path.suffix == ".gmodel":
            bundle = open_bundle(path)
            return {
                network: {name: torch.from_numpy(array) for name, array in bundle.weights(network).items()}
                for network in bundle.manifest.networks
            }
        try:
            return _networks(load_checkpoint(path))
        except CheckpointError:
            return _foreign(path)
    except (GanvasError, RefusedError) as error:
        raise CheckpointError(
            "The run cannot start from '{name}' ({error}); name another file.", name=path.name, error=error
        ) from error


def _networks(state: Mapping[str, States]) -> dict[str, dict[str, Tensor]]:
    # Averages stand for the networks that they follow.
    return {name: dict(network) for name, network in {**state["networks"], **state["averages"]}.items()}


def _foreign(path: Path) -> dict[str, dict[str, Tensor]]:
    contents = find_contents(open_checkpoint(path).data)
    found: dict[str, dict[str, Tensor]] = {}
    # Averages first: they stand for the networks that they follow.
    for place in sorted(contents.states, key=lambda place: "ema" not in place.lower()):
        state = tensors(contents.states[place], place or path.name)
        if recognise(state) is None:
            continue
        imported = load_state(state)
        own = imported.network.state_dict()
        if imported.role == "generator" and "synthesis.b4.const" in own:
            for part in ("mapping", "synthesis"):
                prefix = f"{part}."
                inner = {k.removeprefix(prefix): v for k, v in own.items() if k.startswith(prefix)}
                found.setdefault(part, inner)
        else:
            found.setdefault(imported.role, dict(own))
    if not found:
        raise CheckpointError("no importer knows what '{name}' holds", name=path.name)
    return found


@torch.no_grad()
def take_over(networks: Mapping[str, nn.Module], start: States) -> list[TransferReport]:
    """Copy what fits into the networks that have trained weights.

    Raises:
        CheckpointError: nothing fits.
    """
    report = []
    for name, network in networks.items():
        if name not in start or not list(network.parameters()):
            continue
        whole, parts, fresh = [], [], []
        for key, mine in network.state_dict().items():
            theirs = start[name].get(key)
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
        report.append(TransferReport(name, tuple(whole), tuple(parts), tuple(fresh)))
    if not any(kept.whole for kept in report):
        raise CheckpointError(
            "Nothing in the file that the run should start from fits its networks; compare widths and recipe."
        )
    return report
