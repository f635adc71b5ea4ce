"""Checkpoint files as the published programs write them, made of given tensors."""

import pickle
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor, nn

State = Mapping[str, Tensor]
SOURCE = "raise SystemError('the source inside a pickle was run')\n"


class EasyDict(dict[str, Any]):
    """NVIDIA's dictionary with attributes."""


class Persistent:
    """An object of one of NVIDIA's persistent classes: pickled as its class's source text and its state."""

    def __init__(self, class_name: str, state: dict[str, Any]) -> None:
        self.class_name, self.state = class_name, state

    def __reduce__(self) -> tuple[Any, ...]:
        meta = EasyDict(
            type="class", version=6, module_src=SOURCE, class_name=self.class_name, state=self.state
        )
        return _reconstruct_persistent_obj, (meta,), None


def _reconstruct_persistent_obj(meta: Any) -> None:
    raise SystemError("a record was made into an object")


def module_of(state: State, class_name: str, **keywords: Any) -> Persistent:
    """A module as torch keeps it, with the tensors at their places; filters and averages are buffers."""
    held: dict[str, Any] = {
        "training": False,
        "_parameters": {},
        "_buffers": {},
        "_non_persistent_buffers_set": set(),
        "_backward_hooks": {},
        "_modules": {},
        "_init_args": (),
        "_init_kwargs": EasyDict(keywords),
    }
    deeper: dict[str, dict[str, Tensor]] = {}
    for name, tensor in state.items():
        head, _, rest = name.partition(".")
        if rest:
            deeper.setdefault(head, {})[rest] = tensor
        elif head in ("resample_filter", "noise_const", "w_avg"):
            held["_buffers"][head] = tensor
        else:
            held["_parameters"][head] = nn.Parameter(tensor) if tensor.is_floating_point() else tensor
    for head, part in deeper.items():
        held["_modules"][head] = module_of(part, f"{head.title()}Layer")
    return Persistent(class_name, held)


def write_nvidia(path: Path, networks: Mapping[str, State]) -> Path:
    """A `network-snapshot-000000.pkl`; None for what is missing."""
    value = {name: module_of(state, "Generator", z_dim=32, c_dim=0) for name, state in networks.items()}
    value |= {"augment_pipe": None, "training_set_kwargs": EasyDict(path="dataset.zip", resolution=64)}  # type: ignore[dict-item]
    homes = {"torch_utils.persistence": _reconstruct_persistent_obj, "dnnlib.util": EasyDict}
    before = {named: named.__module__ for named in homes.values()}
    try:
        for module, named in homes.items():
            for name in (module.partition(".")[0], module):
                sys.modules[name] = ModuleType(name)
            named.__module__ = module
            setattr(sys.modules[module], named.__name__, named)
        path.write_bytes(pickle.dumps(value))
    finally:
        for module, named in homes.items():
            named.__module__ = before[named]
            del sys.modules[module], sys.modules[module.partition(".")[0]]
    return path


def write_published(folder: Path, source: str, state: State) -> Path:
    """A file of the kind that the system `source` (a reference folder's name) is published as."""
    if source.startswith("stylegan2"):
        return write_nvidia(
            folder / "network-snapshot-000000.pkl", {"G_ema" if "G" in source else "D": state}
        )
    if source.startswith(("munit", "unit")):
        path = folder / "gen_00000001.pt"
        torch.save({"a": dict(state), "b": dict(state)}, path)
        return path
    path = folder / "latest_net_G.pth"
    if source.startswith(("bicyclegan", "spade")):
        # Trained on several GPUs: DataParallel's names.
        torch.save({f"module.{name}": tensor for name, tensor in state.items()}, path)
    else:
        torch.save(dict(state), path, _use_new_zipfile_serialization=False)
    return path
