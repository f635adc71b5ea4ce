"""What an opened checkpoint holds: its networks' tensors, however deep they lie, by their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from torch import Tensor

from engine.checkpoints.records import ArrayRecord, Record, RefusedError, TensorRecord
from engine.errors import BundleError

_DEEPEST = 3
_DEEPEST_MODULE, _MOST_MODULES = 16, 10_000
_MOST_PLACES = 100_000
_WRAPPERS, MOST_WRAPPERS = ("module.", "_orig_mod."), 3
# As junyanz's models and other programs call the networks in them.
_NETWORK = re.compile(
    r"(net[A-Z][A-Za-z0-9]{0,15}|[GDE]|gen|dis|generator|discriminator)(_[A-Za-z0-9]{1,8}){0,2}"
)
_STATISTICS = ("_metadata", "num_updates")
# Places that hold no network but what trained it.
_TRAINING = ("optim", "sched", "scaler", "augment_pipe", "training_set_kwargs")


@dataclass(frozen=True)
class Contents:
    """The tensors of a checkpoint.

    Attributes:
        states: place, e.g. "g_ema" or "" for a plain state dictionary, to tensors by name.
        loose: tensors that belong to no state dictionary, e.g. rosinality's "latent_avg".
        classes: place to class name, for networks that the file holds as objects (NVIDIA's).
        arguments: place to the keyword arguments that such a network was made with.
        layers: place to the plain attributes of such a network's layers, by the layers' names.
        options: what the file says of the whole training beside the tensors (pSp's "opts").
    """

    states: dict[str, Mapping[str, TensorRecord]] = field(default_factory=dict)
    loose: dict[str, TensorRecord] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    arguments: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    layers: dict[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    def facts(self, place: str) -> Mapping[str, Any]:
        """What is said of the network at a place, beside its tensors, "layers" among it."""
        said = {**self.options, **self.arguments.get(place, {})}
        return {**said, "layers": self.layers[place]} if place in self.layers else said


def find_contents(data: Any) -> Contents:
    """The networks' tensors in what a checkpoint file holds.

    Names lose what DataParallel and `torch.compile` put before them; optimisers are passed over.

    Raises:
        RefusedError: an object in it is not what it should be.
    """
    found = Contents()
    _search(data, "", 0, found, iter(range(_MOST_PLACES)))
    states = {
        _joined(place, part) if part else place: state
        for place, whole in found.states.items()
        for part, state in _split(_without_prefix(whole)).items()
    }
    return Contents(states, found.loose, found.classes, found.arguments, found.layers, _options(data))


def _options(data: Any) -> Mapping[str, Any]:
    """Plain values that a training program put beside the tensors: a dictionary, or argparse's namespace."""
    held = data.get("opts") if isinstance(data, dict) else None
    held = held.state if isinstance(held, Record) else held
    return _plain_values(held) if isinstance(held, dict) else {}


def _plain_values(held: Mapping[Any, Any]) -> dict[str, str | int | float | bool | None]:
    plain = (str, int, float, bool, type(None))
    return {key: value for key, value in held.items() if isinstance(key, str) and isinstance(value, plain)}


def tensors(state: Mapping[str, TensorRecord], label: str) -> dict[str, Tensor]:
    """The tensors themselves, as views of the mapped file where that can be.

    Raises:
        BundleError: the file does not hold what it says; `label` is what the message calls it.
    """
    try:
        return {name: record.tensor() for name, record in state.items()}
    except RefusedError as refusal:
        raise BundleError(
            "{name} was refused: {refusal}. Nothing in it was run.", name=label, refusal=refusal
        ) from refusal


def _search(value: Any, place: str, depth: int, found: Contents, steps: Iterator[int]) -> None:
    if next(steps, None) is None:
        # A dictionary may be in another many times over.
        raise RefusedError("it holds more places than any checkpoint needs")
    if depth > _DEEPEST or any(word in place.lower() for word in _TRAINING):
        return
    if isinstance(value, Record) and isinstance(value.state, dict) and "_modules" in value.state:
        found.states[place] = module_tensors(value)
        found.classes[place] = value.class_name
        found.layers[place] = module_attributes(value)
        keywords = value.state.get("_init_kwargs")
        found.arguments[place] = keywords if isinstance(keywords, dict) else {}
        return
    if not isinstance(value, dict):
        return
    named = {key: part for key, part in value.items() if isinstance(key, str)}
    own = {key: part for key, part in named.items() if isinstance(part, TensorRecord)}
    if any("." in key for key in own):
        found.states[place] = own
        return
    for key, record in own.items():
        found.loose[_joined(place, key)] = record
    for key, part in named.items():
        if key not in own and key not in _STATISTICS and not isinstance(part, ArrayRecord):
            _search(part, _joined(place, key), depth + 1, found, steps)


def _joined(place: str, key: str) -> str:
    return f"{place}.{key[:80]}" if place else key[:80]


def _without_prefix(state: Mapping[str, TensorRecord]) -> Mapping[str, TensorRecord]:
    """Without what DataParallel and `torch.compile` put before every name, one in the other if need be."""
    for prefix in _WRAPPERS * MOST_WRAPPERS:
        if state and all(name.startswith(prefix) for name in state):
            state = {name.removeprefix(prefix): record for name, record in state.items()}
    return state


def _split(state: Mapping[str, TensorRecord]) -> dict[str, Mapping[str, TensorRecord]]:
    """Networks in one dictionary: encoder and decoder (pSp), or a whole model with netG_A, netD_A, ..."""
    heads = dict.fromkeys(name.partition(".")[0] for name in state)
    of_a_model = bool(heads) and all(_NETWORK.fullmatch(head) for head in heads)
    if set(heads) != {"encoder", "decoder"} and not of_a_model:
        return {"": state}
    parts: dict[str, dict[str, TensorRecord]] = {head: {} for head in heads}
    for name, record in state.items():
        head, _, rest = name.partition(".")
        parts[head][rest] = record
    return {head[:80]: _without_prefix(part) for head, part in parts.items()}


def module_tensors(record: Record) -> dict[str, TensorRecord]:
    """What `state_dict()` of a recorded torch module would give.

    Raises:
        RefusedError: the record is no module.
    """
    found: dict[str, TensorRecord] = {}
    for prefix, state in _modules(record):
        passing = state.get("_non_persistent_buffers_set")
        dropped = passing if isinstance(passing, set | frozenset) else set()
        buffers = ((name, value) for name, value in state["_buffers"].items() if name not in dropped)
        for name, value in (*state["_parameters"].items(), *buffers):
            if isinstance(name, str) and isinstance(value, TensorRecord):
                found[f"{prefix}{name}"] = value
    return found


def module_attributes(record: Record) -> dict[str, Mapping[str, Any]]:
    """The plain attributes of a recorded torch module, at "", and of the modules in it, by their names.

    What published code leaves to a constructor's default stands here alone, e.g. the activations' bound.

    Raises:
        RefusedError: the record is no module.
    """
    return {prefix.removesuffix("."): _plain_values(state) for prefix, state in _modules(record)}


def _modules(record: Record) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every module's prefix in `state_dict()` and its attributes, among them dictionaries of its parts."""
    waiting, left = [("", record, 0)], _MOST_MODULES
    while waiting:
        prefix, module, depth = waiting.pop()
        state, left = module.state, left - 1
        parts = ("_parameters", "_buffers", "_modules")
        if not isinstance(state, dict) or not all(isinstance(state.get(part), dict) for part in parts):
            raise RefusedError("an object in it is no network")
        # Modules may be shared, so that few of them in a file are endlessly many here.
        if depth > _DEEPEST_MODULE or left < 0:
            raise RefusedError("a network in it has more layers than any needs")
        yield prefix, state
        inner = [
            (f"{prefix}{name}.", part, depth + 1)
            for name, part in state["_modules"].items()
            if isinstance(name, str) and isinstance(part, Record)
        ]
        waiting += inner[: left + 1][::-1]
