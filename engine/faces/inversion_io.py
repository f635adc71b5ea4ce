"""What an inversion gives, and the safetensors file of it, so that a photo need not be taken apart twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast, get_args

import numpy as np
from numpy.typing import NDArray

from engine.bundle.safetensors import TensorFileError, read_tensor_file, tensor_file
from engine.errors import LatentError
from engine.files import write_atomically
from engine.sentences import Sentence
from engine.types import Codes, Pixels

Stage = Literal["encode", "optimise", "tune"]
Stopped = Literal["done", "early", "cancelled"]
FORMAT = "1"
MAX_BYTES = 512 * 2**20
_ADVICE = Sentence("invert the photo again")


@dataclass(frozen=True)
class Closeness:
    """How near a picture is to the photo: smaller is nearer.

    Attributes:
        perceptual: squared distance of EfficientNet-Lite0's features (see engine.faces.inversion_optimiser).
        pixels: mean squared error, pictures in [-1, 1].
    """

    perceptual: float
    pixels: float


@dataclass(frozen=True, eq=False)
class Inversion:
    """A photo's codes, and what else its picture depends on.

    Attributes:
        ws: (layers, w) float32.
        noises: (r, r) float32 for every layer with noise; empty for the noise stored in the model.
        tuning: name to what is added to that weight of the synthesis network, for this document only.
        picture: (S, S, 3) uint8, what the codes give.
        start: (layers, w) float32, the encoder's answer or the average.
        closeness: by stage, as far as the stages were run.
        steps: that were made in all.
        stopped: whether all steps were made, no further ones helped, or the person cancelled; the best so
            far is kept in any case.
    """

    ws: Codes
    noises: tuple[NDArray[np.float32], ...]
    tuning: Mapping[str, NDArray[np.float32]]
    picture: Pixels
    start: Codes
    closeness: Mapping[Stage, Closeness] = field(default_factory=dict)
    steps: int = 0
    stopped: Stopped = "done"


def inversion_bytes(inversion: Inversion, model_digest: str) -> bytes:
    """The file's content; the same inversion gives the same bytes.

    Args:
        inversion: of a photo.
        model_digest: of the bundle that the codes are of.
    """
    tensors: dict[str, NDArray[Any]] = {"ws": inversion.ws, "start": inversion.start}
    # The format of the header has no bytes: the picture's are kept as whole numbers of 64 bits.
    packed = np.frombuffer(
        inversion.picture.tobytes().ljust(-(-inversion.picture.size // 8) * 8, b"\0"), "<i8"
    )
    tensors["picture"] = packed
    tensors |= {f"noise.{layer}": noise for layer, noise in enumerate(inversion.noises)}
    tensors |= {f"tuning.{name}": change for name, change in inversion.tuning.items()}
    facts = {
        "side": inversion.picture.shape[0],
        "steps": inversion.steps,
        "stopped": inversion.stopped,
        "closeness": {stage: [near.perceptual, near.pixels] for stage, near in inversion.closeness.items()},
    }
    metadata = {
        "ganvas_inversion": FORMAT,
        "model": model_digest,
        "facts": json.dumps(facts, allow_nan=False),
    }
    return tensor_file(tensors, metadata)


def read_inversion(data: bytes, model_digest: str) -> Inversion:
    """The inversion that `inversion_bytes` wrote, read without trusting it.

    Args:
        data: the file's content.
        model_digest: of the bundle that it must be of.

    Raises:
        LatentError: it is damaged, or of another model.
    """
    if len(data) > MAX_BYTES:
        raise LatentError(
            "The file of codes is larger than {megabytes} MB; {advice}.",
            megabytes=MAX_BYTES // 2**20,
            advice=_ADVICE,
        )
    try:
        tensors, metadata = read_tensor_file(data)
        if metadata["ganvas_inversion"] != FORMAT:
            raise LatentError("The file of codes is of a format that this Ganvas does not know.")
        if metadata["model"] != model_digest:
            raise LatentError(
                "The codes are of another model or another version of it; {advice}.", advice=_ADVICE
            )
        facts = json.loads(metadata["facts"])
        side, steps, stopped = facts["side"], facts["steps"], facts["stopped"]
        closeness = {stage: Closeness(float(a), float(b)) for stage, (a, b) in facts["closeness"].items()}
        if type(side) is not int or type(steps) is not int or stopped not in get_args(Stopped):
            raise ValueError
        if not 1 <= side <= 8192 or not set(closeness) <= set(get_args(Stage)):
            raise ValueError
        picture = tensors["picture"].tobytes()[: side * side * 3]
        noises = [name for name in tensors if name.startswith("noise.")]
        tuned = [name for name in tensors if name.startswith("tuning.")]
        return Inversion(
            ws=_codes(tensors["ws"]),
            noises=tuple(_plane(tensors[f"noise.{layer}"]) for layer in range(len(noises))),
            tuning={name.removeprefix("tuning."): tensors[name].astype(np.float32) for name in tuned},
            picture=np.frombuffer(picture, np.uint8).reshape(side, side, 3).copy(),
            start=_codes(tensors["start"]),
            closeness=cast("dict[Stage, Closeness]", closeness),
            steps=steps,
            stopped=stopped,
        )
    except (TensorFileError, KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise LatentError("The file of codes is damaged; {advice}.", advice=_ADVICE) from error


def open_inversion(path: Path, model_digest: str) -> Inversion:
    """The inversion in a file that `write_inversion` wrote; see `read_inversion`.

    Raises:
        LatentError: the file cannot be read, is damaged, or is of another model.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "the disk refused"
        raise LatentError(
            "The file of codes {name} cannot be read ({reason}).", name=path.name, reason=reason
        ) from error
    return read_inversion(data, model_digest)


def write_inversion(path: Path, inversion: Inversion, model_digest: str) -> None:
    """Write an inversion to a file, whole or not at all.

    Raises:
        LatentError: the disk refuses; an older file is kept.
    """
    try:
        write_atomically(path, inversion_bytes(inversion, model_digest))
    except OSError as error:
        reason = error.strerror or "the disk refused"
        raise LatentError(
            "{name} could not be written ({reason}); nothing was changed.", name=path.name, reason=reason
        ) from error


def _codes(array: NDArray[Any]) -> NDArray[np.float32]:
    if array.ndim != 2 or array.dtype != np.float32:
        raise ValueError
    return array.astype(np.float32)


def _plane(array: NDArray[Any]) -> NDArray[np.float32]:
    if array.ndim != 2 or array.shape[0] != array.shape[1] or array.dtype != np.float32:
        raise ValueError
    return array.astype(np.float32)
