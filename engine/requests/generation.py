"""The recipe of a generated picture: where its codes come from, and what sliders did to them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import RequestError
from engine.requests import fields as part
from engine.types import Codes

_MOST_AXES = 256


@dataclass(frozen=True)
class GenerateRequest:
    """What a generated picture depends on; the same request gives the same picture again.

    The codes are those that `seed`, `index` and `psi` give, or `ws` where it is not empty (a photo's, say).

    Attributes:
        model: the bundle's name.
        model_digest: the bundle's digest, 64 hexadecimal digits.
        seed: that z was drawn with, or None where `ws` are given.
        index: which of the seed's codes.
        psi: truncation; counts for drawn codes only.
        ws: the codes of all layers before any edit, as rows; empty where they are drawn.
        noise_seed: of the noise, or None for the noise that is stored in the model.
        noise: numbers of all noise pictures, layer by layer, that an inversion found; empty for none.
        axes: names and values of the sliders, in steps.
        locked: names of the axes that were locked.
        axes_digest: `AxisSet.digest` of the axes named here; empty where there are none.
        tuning_digest: of weights that were tuned for one document; empty for the model's own.
        backend: "onnx" or "torch".
        precision: "float32", "float16" or "bfloat16".
        labels: of a conditional model, the label that z was mapped with; else empty.
    """

    model: str
    model_digest: str
    seed: int | None
    index: int
    psi: float
    ws: tuple[tuple[float, ...], ...]
    noise_seed: int | None
    noise: tuple[float, ...]
    axes: tuple[tuple[str, float], ...]
    locked: tuple[str, ...]
    axes_digest: str
    tuning_digest: str
    backend: str
    precision: str
    labels: tuple[float, ...] = ()

    def codes(self) -> Codes:
        """`ws` as an array (layers, w)."""
        return np.asarray(self.ws, dtype=np.float32)


def rows_of(codes: NDArray[np.floating]) -> tuple[tuple[float, ...], ...]:
    """Codes (layers, w) as a request keeps them."""
    return tuple(tuple(float(value) for value in row) for row in codes)


def generate_record(request: GenerateRequest) -> dict[str, Any]:
    """A request as a JSON record, which `read_generate` reads; numbers of codes and noise are packed."""
    record = {field.name: getattr(request, field.name) for field in fields(GenerateRequest)}
    record["ws"] = part.packed(request.codes()) if request.ws else None
    record["noise"] = part.packed(np.asarray(request.noise, dtype=np.float32)) if request.noise else None
    record["axes"] = [[name, value] for name, value in request.axes]
    record["locked"] = list(request.locked)
    if request.labels:
        record["labels"] = part.packed(np.asarray(request.labels, dtype=np.float32))
    else:
        # Left out where there are none, older versions of Ganvas read the recipe too.
        del record["labels"]
    return record


def read_generate(record: part.Record) -> GenerateRequest:
    """A request from a record.

    Raises:
        RequestError: a part is missing, damaged or contradicts another.
    """
    names = {field.name for field in fields(GenerateRequest)}
    part.has_exactly(record, names if "labels" in record else names - {"labels"})
    ws, noise, seed = record["ws"], record["noise"], part.seed(record["seed"])
    if (ws is None) == (seed is None):
        raise RequestError(
            "The recipe says twice or not at all which code it is of; {advice}.", advice=part.ADVICE
        )
    return GenerateRequest(
        model=part.text(record, "model"),
        model_digest=part.text(record, "model_digest"),
        seed=seed,
        index=part.whole(record["index"], "index", 0, 2**31),
        psi=part.number(record["psi"], "psi", 100),
        ws=() if ws is None else rows_of(_not_empty(part.unpacked(ws, "ws", 2), "ws")),
        noise_seed=part.seed(record["noise_seed"], "noise_seed"),
        noise=() if noise is None else tuple(_not_empty(part.unpacked(noise, "noise", 1), "noise").tolist()),
        axes=_axes(record["axes"]),
        locked=_names(record["locked"]),
        axes_digest=part.text(record, "axes_digest", empty=True),
        tuning_digest=part.text(record, "tuning_digest", empty=True),
        backend=part.text(record, "backend"),
        precision=part.text(record, "precision"),
        labels=_labels(record, drawn=seed is not None) if "labels" in record else (),
    )


def _labels(record: part.Record, *, drawn: bool) -> tuple[float, ...]:
    """Codes that are given were mapped before, and have no label."""
    if not drawn:
        raise part.damaged("labels")
    return tuple(_not_empty(part.unpacked(record["labels"], "labels", 1), "labels").tolist())


def _not_empty(array: Codes, key: str) -> Codes:
    if array.size == 0:
        raise part.damaged(key)
    return array


def _axes(value: object) -> tuple[tuple[str, float], ...]:
    if not isinstance(value, list) or len(value) > _MOST_AXES:
        raise part.damaged("axes")
    found = []
    for pair in value:
        if not isinstance(pair, list) or len(pair) != 2:
            raise part.damaged("axes")
        found.append((_name(pair[0], "axes"), part.number(pair[1], "axes", 1000)))
    if len({name for name, _ in found}) != len(found):
        raise part.damaged("axes")
    return tuple(found)


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > _MOST_AXES:
        raise part.damaged("locked")
    return tuple(_name(name, "locked") for name in value)


def _name(value: object, key: str) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 64:
        raise part.damaged(key)
    return value
