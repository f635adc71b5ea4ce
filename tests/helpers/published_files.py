"""Checkpoint files as the published programs write them, made of given tensors."""

import pickle
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

import torch
from torch import Tensor, nn

from engine.architectures.registry import build

State = Mapping[str, Tensor]
# As long as the published one, and run by whoever imports it.
SOURCE = "raise SystemError('the source inside a pickle was run')\n" + "# ... \n" * 6000

SMALL_STYLEGAN2: dict[str, Any] = {
    "z_size": 8,
    "w_size": 8,
    "resolution": 16,
    "mapping_depth": 2,
    "channel_base": 64,
    "channel_max": 8,
}
"""A configuration of `stylegan2_generator` that takes no time."""
SMALL_MUNIT: dict[str, Any] = {
    "widths": [4, 6, 8],
    "style_widths": [4, 6, 8],
    "residual_blocks": 1,
    "style_size": 3,
    "mlp_width": 8,
}
"""The same of `munit_generator`."""


BUFFERS = (
    *("resample_filter", "noise_const", "w_avg"),
    *("magnitude_ema", "up_filter", "down_filter", "transform", "freqs", "phases"),
)
"""What NVIDIA's networks hold besides parameters."""


class EasyDict(dict[str, Any]):
    """NVIDIA's dictionary with attributes."""


class Persistent:
    """An object of one of NVIDIA's persistent classes: pickled as its class's source text and its state."""

    def __init__(self, class_name: str, state: dict[str, Any]) -> None:
        self.class_name, self.state = class_name, state

    def __reduce__(self) -> tuple[Any, ...]:
        meta = {
            "type": "class",
            "version": 6,
            "module_src": SOURCE,
            "class_name": self.class_name,
            "state": self.state,
        }
        return _reconstruct_persistent_obj, (meta,), None


def _reconstruct_persistent_obj(meta: Any) -> None:
    raise SystemError("a record was made into an object")


def module_of(
    state: State,
    class_name: str,
    layers: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
    **keywords: Any,
) -> Persistent:
    """A module as torch keeps it, with the tensors at their places; filters and averages are buffers.

    Args:
        state: tensors by name.
        class_name: of the published class.
        layers: plain attributes that modules have, by the modules' names; "" for the whole.
        keywords: arguments that the constructor was given.
    """
    held: dict[str, Any] = {
        **layers.get("", {}),
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
        elif head in BUFFERS:
            held["_buffers"][head] = tensor
        else:
            held["_parameters"][head] = nn.Parameter(tensor) if tensor.is_floating_point() else tensor
    for head, part in deeper.items():
        inner = {
            name.removeprefix(f"{head}."): said
            for name, said in layers.items()
            if name.startswith(f"{head}.")
        }
        inner[""] = layers.get(head, {})
        held["_modules"][head] = module_of(part, f"{head.title()}Layer", inner)
    return Persistent(class_name, held)


def write_nvidia(path: Path, networks: Mapping[str, State]) -> Path:
    """A `network-snapshot-000000.pkl`; None for what is missing."""
    value = {
        name: module_of(state, "Generator", z_dim=32, c_dim=_classes(state))
        for name, state in networks.items()
    }
    value |= {"augment_pipe": None, "training_set_kwargs": EasyDict(path="dataset.zip", resolution=64)}  # type: ignore[dict-item]
    return write_persistent(path, value)


def _classes(state: State) -> int:
    embedding = state.get("mapping.embed.weight")
    return 0 if embedding is None else int(embedding.shape[1])


def snapshot(config: Mapping[str, Any], *, clamp: float | None = None, half: int = 0) -> dict[str, Any]:
    """What StyleGAN2-ADA's training loop pickles, of random networks.

    Args:
        config: of `stylegan2_generator`.
        clamp: bound of the activations; the constructor's default, so that the layers alone know it.
        half: the highest resolutions that run in half precision, likewise.
    """
    average = build("stylegan2_generator", config).eval()
    state = average.state_dict()
    newest = {name: tensor + 0.5 for name, tensor in state.items()}
    resolution, labels = int(config["resolution"]), int(config.get("label_size", 0))
    shared = {name: config[name] for name in ("resolution", "channel_base", "channel_max") if name in config}
    discriminator = build("stylegan2_discriminator", {**shared, "label_size": labels}).eval()
    said = layers_of(state, resolution, clamp, half)
    arguments = {"c_dim": labels, "img_resolution": resolution, "mapping_kwargs": EasyDict(num_layers=2)}
    augmentation = {"p": torch.tensor(0.25), "Hz_geom": torch.rand(12), "Hz_fbank": torch.rand(4, 73)}
    return {
        "training_set_kwargs": EasyDict(
            class_name="training.dataset.ImageFolderDataset", use_labels=labels > 0
        ),
        "G": module_of(newest, "Generator", said, **arguments),
        "D": module_of(discriminator.state_dict(), "Discriminator", **arguments),
        "G_ema": module_of(state, "Generator", said, **arguments),
        "augment_pipe": module_of(augmentation, "AugmentPipe", xflip=1, brightness=1.0),
    }


def layers_of(state: State, resolution: int, clamp: float | None, half: int) -> dict[str, dict[str, Any]]:
    """Attributes of StyleGAN2-ADA's layers after their constructors, by the layers' names."""
    said: dict[str, dict[str, Any]] = {"": {"z_dim": 512, "img_channels": 3}, "synthesis": {"w_dim": 512}}
    for name in state:
        layer, _, kind = name.rpartition(".")
        if layer.startswith("synthesis.b") and layer.count(".") == 1:
            side = int(layer.removeprefix("synthesis.b"))
            said[layer] = {
                "resolution": side,
                "use_fp16": side > resolution // 2**half,
                "channels_last": False,
            }
        elif layer.startswith("synthesis.b") and kind == "bias" and layer.count(".") == 2:
            drawing = layer.endswith("torgb")
            said[layer] = {
                "conv_clamp": clamp,
                **({} if drawing else {"activation": "lrelu", "use_noise": True}),
            }
    return said


def write_persistent(path: Path, value: object) -> Path:
    """A pickle whose `Persistent` objects and `EasyDict`s bear the names that NVIDIA's have."""
    homes = {"torch_utils.persistence": _reconstruct_persistent_obj, "dnnlib.util": EasyDict}
    before = {named: named.__module__ for named in homes.values()}
    try:
        for module, named in homes.items():
            for name in (module.partition(".")[0], module):
                sys.modules[name] = ModuleType(name)
            named.__module__ = module
            setattr(sys.modules[module], named.__name__, named)
        with path.open("wb") as file:
            pickle.dump(value, file)
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
