"""Feature axes: directions in a latent space that sliders move along, and the file that keeps them."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from engine.bundle.safetensors import TensorFileError, read_tensor_file, tensor_file
from engine.errors import LatentError
from engine.sentences import Sentence
from engine.types import Codes, Matrix

# The lock: an edit direction without its part along locked ones, in the metric of the fitted model.
# The metric is the Mahalanobis one: the inner product of two directions u and v at a layer is u' C^-1 v, with
# C the covariance of w over samples. An attribute that is fitted as a linear function b'w of w has the axis
# C b, so the inner product of any edit u with that axis is b'u: the change of the attribute that the model
# predicts. Two axes C a and C b have the inner product a'C b: the covariance of the two attributes over
# samples. So orthogonal means that the locked attribute does not change, and that attributes which go
# together by statistics alone (age and glasses) are taken apart; in TL-GAN's Euclidean metric neither holds.

# A direction of which less than this share of the length is left when the locked ones are taken out is gone.
_NOTHING_LEFT = 1e-6


class Metric:
    """The inner product of directions (layers, w), layer by layer under one covariance.

    Args:
        covariance: (w, w), symmetric and positive definite.

    Raises:
        ValueError: it is neither.
    """

    def __init__(self, covariance: NDArray[np.floating]) -> None:
        matrix = np.asarray(covariance, dtype=np.float64)
        if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not np.isfinite(matrix).all():
            raise ValueError("a covariance is a square of finite numbers")
        if not np.allclose(matrix, matrix.T, rtol=1e-3, atol=1e-6 * float(np.abs(matrix).max(initial=0))):
            raise ValueError("a covariance is symmetric")
        try:
            self._root = np.asarray(np.linalg.cholesky((matrix + matrix.T) / 2), dtype=np.float64)
            # Whitening happens while sliders are dragged: one product is quicker than solving each time.
            self._inverse = np.asarray(np.linalg.inv(self._root), dtype=np.float64)
        except np.linalg.LinAlgError as error:
            raise ValueError("a covariance is positive definite") from error

    def whitened(self, direction: NDArray[np.floating]) -> Matrix:
        """A direction (..., w) in coordinates whose Euclidean inner product is this metric."""
        return np.asarray(np.asarray(direction, dtype=np.float64) @ self._inverse.T)

    def coloured(self, white: Matrix) -> Matrix:
        """Back from `whitened`."""
        return np.asarray(white @ self._root.T)

    def inner(self, first: NDArray[np.floating], second: NDArray[np.floating]) -> float:
        """The inner product of two directions of one shape, (layers, w)."""
        return float(np.sum(self.whitened(first) * self.whitened(second)))


def without(
    metric: Metric, direction: NDArray[np.floating], locked: Sequence[NDArray[np.floating]], most: float = 3.0
) -> Matrix:
    """An edit direction made orthogonal to locked ones (Gram-Schmidt), its own effect kept.

    Taking parts out of a direction also takes from what it does to its own attribute; the rest is stretched
    so that a step of a slider means what it meant. Only layers that the edit touches are moved: a locked
    direction counts with its part in those layers, which makes no difference to the inner product.

    Args:
        metric: the inner product.
        direction: (layers, w).
        locked: directions (layers, w); dependent ones count once.
        most: the longest stretch. An edit that is nearly the locked one itself moves less instead of far
            away.

    Returns:
        (layers, w); zeros where nothing is left.
    """
    layers = np.abs(direction).max(axis=1) > 0
    shape = (int(layers.sum()), direction.shape[1])
    edit = metric.whitened(direction[layers]).ravel()
    length = float(np.linalg.norm(edit))
    basis: list[Matrix] = []
    for other in locked:
        candidate = metric.whitened(other[layers]).ravel()
        size = float(np.linalg.norm(candidate))
        candidate = _against(candidate, basis)
        if np.linalg.norm(candidate) > _NOTHING_LEFT * size:
            basis.append(candidate / np.linalg.norm(candidate))
    rest = _against(edit, basis)
    left = float(np.linalg.norm(rest))
    result = np.zeros(direction.shape)
    if left > _NOTHING_LEFT * length:
        stretch = min(most, (length / left) ** 2)
        result[layers] = metric.coloured((rest * stretch).reshape(shape))
    return result


def _against(vector: Matrix, basis: Sequence[Matrix]) -> Matrix:
    """Modified Gram-Schmidt, twice: once leaves rounding errors that grow with the length taken out."""
    for _ in range(2):
        for unit in basis:
            vector = vector - unit * float(unit @ vector)
    return vector


Space = Literal["z", "w", "w+"]
# What gives the codes (layers, w) of a picture's z with something (z,) added to it.
Mapped = Callable[[Codes], Codes]

FORMAT = "1"
# Of axes of z beside axes of W, which the first format has no place for.
FORMAT_OF_BOTH = "2"
MAX_AXES = 256
MAX_BYTES = 64 * 2**20
MAX_VALUE = 100.0
_ADVICE = Sentence("the model still makes pictures")


@dataclass(frozen=True, eq=False)
class Axis:
    """One slider: a direction, how far a step goes, and what a step does.

    Attributes:
        name: what a person reads and the command line takes, e.g. "mouth open".
        space: "w" moves all layers alike, "w+" each layer in its own way, "z" the code before the mapping
            network.
        direction: of length 1; (w,) for "w", (layers, w) for "w+", (z,) for "z".
        step: the distance along it that changes the attribute by one standard deviation.
        low: the least value of the usable range, in steps; not above 0.
        high: the greatest value of the usable range, in steps; not below 0.
        effects: by attribute the measured change that one step makes, in that attribute's standard
            deviations.
    """

    name: str
    space: Space
    direction: Codes
    step: float
    low: float = -3.0
    high: float = 3.0
    effects: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problem = _problem(self)
        if problem:
            raise LatentError(
                "The axis '{name}' is damaged: {problem}; {advice}.",
                name=self.name[:64],
                problem=problem,
                advice=_ADVICE,
            )

    def over(self, layers: int) -> Codes:
        """The direction for each of so many layers, (layers, w); one row for the space "z"."""
        if self.space == "w":
            return np.repeat(self.direction[None], layers, axis=0)
        return self.direction if self.space == "w+" else self.direction[None]


class AxisSet:
    """The axes of one generator, which can be locked against others of their space.

    Axes of "z" and of W stand side by side. Those of z move first, and what they make of z is mapped to W,
    where the others move it on; a direction of one space is never added to a code of the other.

    Args:
        axes: of one generator; names differ.
        metric: (w, w) covariance of w over samples; of z where all axes are of "z".
        layers: of the generator; 1 where all axes are of "z".
        z_metric: (z, z) covariance of z, where axes of "z" stand beside others; else None.

    Raises:
        LatentError: the parts do not fit each other.
    """

    def __init__(
        self,
        axes: Iterable[Axis],
        metric: NDArray[np.floating],
        layers: int,
        z_metric: NDArray[np.floating] | None = None,
    ) -> None:
        self.axes = tuple(axes)
        self.metric = np.asarray(metric, dtype=np.float32)
        self.layers = layers
        self.z_metric = None if z_metric is None else np.asarray(z_metric, dtype=np.float32)
        self._held: dict[tuple[str, frozenset[str]], NDArray[np.float64]] = {}
        of_z = bool(self.axes) and all(axis.space == "z" for axis in self.axes)
        # The size of a code, by the space that it is of: whether z, layers and numbers in each.
        self._shapes = {of_z: (layers, len(self.metric))}
        try:
            self._inner = {of_z: Metric(self.metric)}
            if self.z_metric is not None:
                self._shapes[True] = (1, len(self.z_metric))
                self._inner[True] = Metric(self.z_metric)
        except ValueError as error:
            raise LatentError(
                "The axes' metric is damaged: {error}; {advice}.", error=error, advice=_ADVICE
            ) from error
        if not 1 <= layers <= 64 or len(self.axes) > MAX_AXES or len(self.names) != len(self.axes):
            raise LatentError("The axes are too many, or two have one name; {advice}.", advice=_ADVICE)
        for axis in self.axes:
            if axis.over(layers).shape != self._shapes.get(axis.space == "z"):
                raise LatentError(
                    "The axis '{name}' is of another model than its metric; {advice}.",
                    name=axis.name,
                    advice=_ADVICE,
                )

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Of the axes, in their order."""
        return tuple(dict.fromkeys(axis.name for axis in self.axes))

    def fits(self, z_size: int, layers: int, w_size: int) -> bool:
        """Whether the axes were found for codes (z_size,) of z and (layers, w_size) of W."""
        shapes = {True: (1, z_size), False: (layers, w_size)}
        return all(shapes[of_z] == shape for of_z, shape in self._shapes.items())

    def of_z(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of some axes that move z.

        Raises:
            LatentError: one is not known.
        """
        return tuple(name for name in names if self[name].space == "z")

    def __getitem__(self, name: str) -> Axis:
        for axis in self.axes:
            if axis.name == name:
                return axis
        known = ", ".join(self.names) or "none"
        raise LatentError("The model has no axis '{name}'; it has: {known}.", name=name, known=known)

    def moved(
        self,
        ws: Codes,
        values: Mapping[str, float],
        locked: Collection[str] = (),
        mapped: Mapped | None = None,
        mixed: Callable[[Codes], Codes] = lambda codes: codes,
    ) -> Codes:
        """A picture's codes with all sliders moved: z first, which is mapped to W, then W.

        What moving z does to a locked attribute of W is taken out of the mapped codes. An axis of z holds
        only others of z: what moves in W has no part in z.

        Args:
            ws: (layers, w) the codes as they are.
            values: axis name to steps.
            locked: names of axes whose attributes must not change.
            mapped: of the picture's z; None where it was made from codes of W and has none.
            mixed: what is done to mapped codes (layers, w) before axes of W move them.

        Returns:
            (layers, w) float32; of zeros alone, `mixed` of `ws`.

        Raises:
            LatentError: see `check`; or the axes are of another model.
        """
        self.check(values, locked, has_z=mapped is not None)
        in_z = self.of_z(name for name, value in values.items() if value)
        if in_z and mapped is not None:
            ws = mapped(self.move_z({name: values[name] for name in in_z}, locked))
            rows = [self[name].over(self.layers) for name in sorted(locked) if self[name].space != "z"]
            if rows:
                start = mapped(np.zeros(self._shapes[True][1], np.float32))
                ws = start + without(self._inner[False], ws - start, rows, most=1.0).astype(np.float32)
        ws = mixed(ws)
        others = {name: value for name, value in values.items() if value and name not in in_z}
        if not others:
            return ws
        offset = self.move(others, locked)
        if offset.shape != ws.shape:
            raise LatentError("These sliders are of another model; choose others.")
        result: Codes = ws + offset
        return result

    def check(self, values: Mapping[str, float], locked: Collection[str] = (), *, has_z: bool = True) -> None:
        """Whether sliders can be moved so.

        Raises:
            LatentError: an axis is not known, a value is not a number within ±100, or one moves z and the
                picture has none.
        """
        for of_z in (True, False):
            self._total(of_z, {name: values[name] for name in values if self._is_of(of_z, name)}, locked)
        in_z = self.of_z(name for name, value in values.items() if value)
        if in_z and not has_z:
            raise LatentError(
                "'{name}' moves z, from which samples are drawn; this picture's code was found in W and has "
                "no z: move axes of w, or take a sample.",
                name=in_z[0],
            )

    def move(self, values: Mapping[str, float], locked: Collection[str] = ()) -> Codes:
        """What sliders of W together add to a code of W; one move, in which their order does not matter.

        Each slider's direction is made orthogonal to the locked axes but not to its own, so that a locked
        slider that has a value keeps it.

        Args:
            values: axis name to steps.
            locked: names of axes whose attributes must not change; those of z have no part in this.

        Returns:
            (layers, w) float32. Add it to a code; all zeros give exactly zeros.

        Raises:
            LatentError: an axis is not known or moves z, or a value is not a number within ±100.
        """
        return self._total(False, values, locked).astype(np.float32)

    def move_z(self, values: Mapping[str, float], locked: Collection[str] = ()) -> Codes:
        """What sliders of z together add to z, (z,) float32; see `move`, of which this is the counterpart."""
        row: Codes = self._total(True, values, locked)[0].astype(np.float32)
        return row

    def _is_of(self, of_z: bool, name: str) -> bool:
        return (self[name].space == "z") == of_z

    def _total(self, of_z: bool, values: Mapping[str, float], locked: Collection[str]) -> Matrix:
        held = frozenset(name for name in locked if self._is_of(of_z, name))
        total = np.zeros(self._shapes.get(of_z, (1, 1)))
        for name, value in values.items():
            axis = self[name]
            if not self._is_of(of_z, name):
                space = "w" if of_z else "z"
                raise LatentError("'{name}' moves {space}, and no other codes.", name=name, space=space)
            if not abs(value) <= MAX_VALUE:
                raise LatentError(
                    "'{name}' can be moved by up to {most:g} steps, not by {value:g}.",
                    name=name,
                    most=MAX_VALUE,
                    value=value,
                )
            if value != 0:
                total += value * axis.step * self._direction(axis, held - {name})
        return total

    def _direction(self, axis: Axis, locked: frozenset[str]) -> NDArray[np.float64]:
        """An axis made orthogonal to locked ones, (layers, w); kept, because dragging asks again."""
        key = (axis.name, locked)
        if key not in self._held:
            if len(self._held) > MAX_AXES:
                self._held.clear()
            rows = np.asarray(axis.over(self.layers), dtype=np.float64)
            others = [self[name].over(self.layers) for name in sorted(locked)]
            self._held[key] = without(self._inner[axis.space == "z"], rows, others) if others else rows
        return self._held[key]

    def predicted(self, name: str, offset: NDArray[np.floating]) -> float:
        """The change of an attribute that the fitted model predicts for a move, in that axis's steps.

        Args:
            name: of an axis.
            offset: (layers, w), such as `move` gives, or (1, z) for an axis of z.
        """
        axis = self[name]
        rows = np.asarray(axis.over(self.layers), dtype=np.float64)
        metric = self._inner[axis.space == "z"]
        return metric.inner(offset, rows) / (metric.inner(rows, rows) * axis.step)

    def effects(self) -> NDArray[np.float64]:
        """The cross-effects matrix (axes, axes): row i is what a step of axis i does to each attribute.

        In standard deviations of j; NaN where it was not measured.
        """
        return np.array([[axis.effects.get(name, math.nan) for name in self.names] for axis in self.axes])

    def only(self, names: Collection[str]) -> AxisSet:
        """Some of the axes, in their order here.

        Raises:
            LatentError: one is not known.
        """
        wanted = {self[name].name for name in names}
        return self._with([axis for axis in self.axes if axis.name in wanted])

    def _with(self, axes: Sequence[Axis], other: AxisSet | None = None) -> AxisSet:
        """Axes of this generator, with the metrics of this set and, for a space it has not, of another."""
        metrics = dict[bool, tuple[Codes, int]]()
        for one in (self,) if other is None else (self, other):
            for of_z, (layers, _) in one._shapes.items():
                metric = one.z_metric if of_z and one.z_metric is not None else one.metric
                metrics.setdefault(of_z, (metric, layers))
        spaces = {axis.space == "z" for axis in axes} or set(metrics)
        if spaces == {True}:
            return AxisSet(axes, *metrics[True])
        return AxisSet(axes, *metrics[False], metrics[True][0] if axes and True in spaces else None)

    def joined(self, other: AxisSet) -> AxisSet:
        """These axes and another set's, for the same generator; of two with one name the other's counts.

        Raises:
            LatentError: the sets are of different generators.
        """
        kept = [axis for axis in self.axes if axis.name not in other.names]
        if not kept:
            return other
        return self._with([*kept, *other.axes], other)

    def digest(self) -> str:
        """SHA-256 of the file, 64 hexadecimal digits: the same for the same axes."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    def to_bytes(self) -> bytes:
        """The axes as a safetensors file; the same axes give the same bytes."""
        tensors = {f"axis.{number}": axis.direction for number, axis in enumerate(self.axes)}
        described = [
            {
                "name": axis.name,
                "space": axis.space,
                "step": axis.step,
                "low": axis.low,
                "high": axis.high,
                "effects": dict(axis.effects),
            }
            for axis in self.axes
        ]
        metrics = {"metric": self.metric}
        if self.z_metric is not None:
            metrics["metric.z"] = self.z_metric
        metadata = {
            "ganvas_axes": FORMAT if self.z_metric is None else FORMAT_OF_BOTH,
            "layers": str(self.layers),
            "axes": json.dumps(described, ensure_ascii=False, allow_nan=False, separators=(",", ":")),
        }
        return tensor_file({**tensors, **metrics}, metadata)

    @classmethod
    def from_bytes(cls, data: bytes) -> AxisSet:
        """Read a file that `to_bytes` wrote, without trusting it.

        Raises:
            LatentError: one sentence on the first thing that is wrong.
        """
        if len(data) > MAX_BYTES:
            raise LatentError(
                "The axes' file is larger than {megabytes} MB; {advice}.",
                megabytes=MAX_BYTES // 2**20,
                advice=_ADVICE,
            )
        try:
            tensors, metadata = read_tensor_file(data)
        except TensorFileError as error:
            raise LatentError(
                "The axes' file is damaged: {error}; {advice}.", error=error, advice=_ADVICE
            ) from error
        if metadata.get("ganvas_axes") not in (FORMAT, FORMAT_OF_BOTH):
            raise LatentError(
                "The axes' file is of a format that this Ganvas does not know; {advice}.", advice=_ADVICE
            )
        described, layers = _described(metadata)
        expected = {"metric", *(f"axis.{number}" for number in range(len(described)))}
        expected |= {"metric.z"} if metadata["ganvas_axes"] == FORMAT_OF_BOTH else set()
        if set(tensors) != expected or any(tensor.dtype != np.float32 for tensor in tensors.values()):
            raise LatentError("The axes' file misses an axis or has one too many; {advice}.", advice=_ADVICE)
        axes = [_axis(record, tensors[f"axis.{number}"]) for number, record in enumerate(described)]
        return cls(axes, tensors["metric"], layers, tensors.get("metric.z"))


def _problem(axis: Axis) -> str:
    """Why an axis cannot be used, in one clause; empty if it can."""
    if not 0 < len(axis.name) <= 64 or not axis.name.isprintable():
        return Sentence("its name is empty, too long or not printable")
    if axis.space not in get_args(Space):
        return Sentence("its space is not known")
    direction = axis.direction
    if direction.dtype != np.float32 or direction.ndim != (2 if axis.space == "w+" else 1):
        return Sentence("its direction has another shape than its space")
    if not abs(float(np.linalg.norm(direction.astype(np.float64))) - 1) < 1e-3:
        return Sentence("its direction is not of length 1")
    if not 0 < axis.step < 1e6:
        return Sentence("its step is no distance")
    if not -MAX_VALUE <= axis.low <= 0 <= axis.high <= MAX_VALUE:
        return Sentence("its range is impossible")
    if len(axis.effects) > MAX_AXES or not all(abs(effect) < 1e6 for effect in axis.effects.values()):
        return Sentence("its effects are impossible")
    return ""


def _described(metadata: Mapping[str, str]) -> tuple[list[dict[str, Any]], int]:
    try:
        described, layers = json.loads(metadata["axes"]), int(metadata["layers"])
    except (KeyError, ValueError, RecursionError):
        described, layers = None, 0
    if not isinstance(described, list) or len(described) > MAX_AXES:
        raise LatentError("The axes' file does not describe its axes; {advice}.", advice=_ADVICE)
    return described, layers


def _axis(record: Any, direction: NDArray[Any]) -> Axis:
    kinds = {"name": str, "space": str, "step": object, "low": object, "high": object, "effects": dict}
    named = isinstance(record, dict) and record.keys() == kinds.keys()
    if not named or not all(isinstance(record[key], kind) for key, kind in kinds.items()):
        raise LatentError("The axes' file does not describe its axes; {advice}.", advice=_ADVICE)
    numbers = [record["step"], record["low"], record["high"], *record["effects"].values()]
    if any(type(number) not in (int, float) or not abs(number) < 1e9 for number in numbers):
        raise LatentError(
            "The axes' file holds something else where numbers belong; {advice}.", advice=_ADVICE
        )
    return Axis(
        name=record["name"],
        space=record["space"],
        direction=direction,
        step=float(record["step"]),
        low=float(record["low"]),
        high=float(record["high"]),
        effects={str(name)[:64]: float(value) for name, value in record["effects"].items()},
    )
