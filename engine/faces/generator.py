"""Pictures out of nothing but codes: sampling, and every picture that a person makes by moving codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from engine.backends.backend import Backend
from engine.bundle.bundle import Bundle
from engine.errors import RequestError
from engine.types import Codes, Draw, Pixels

Noise = NDArray[np.float32]
_PICTURES_AT_ONCE = 16
_CLASSES_SHOWN = 20


class Generator:
    """A sampling model at work: codes z are mapped to W, codes of W become pictures (Karras et al. 2019).

    A picture takes one code of W for every layer: the same for all (W), or different ones (W+).

    Args:
        bundle: a model with the capability `sample`.
        backend: with the bundle's networks.

    Attributes:
        label_size: of a conditional model, the length of a label; else 0.
        classes: of a conditional model, the names of its classes, or their numbers from 0 on; else empty.

    Raises:
        RequestError: the model does not sample.
    """

    def __init__(self, bundle: Bundle, backend: Backend) -> None:
        latent = bundle.manifest.latent
        if "sample" not in bundle.manifest.capabilities or latent is None:
            raise RequestError(
                "The model '{name}' does not make pictures from codes.", name=bundle.manifest.name
            )
        assert latent.w_size is not None
        assert latent.layers is not None
        self.bundle, self.backend = bundle, backend
        self.z_size, self.w_size, self.num_ws = latent.size, latent.w_size, latent.layers
        self.label_size = int(str(bundle.manifest.networks["mapping"].config.get("label_size", 0)))
        names = latent.classes
        self.classes = tuple(
            names if len(names) == self.label_size else [str(n) for n in range(self.label_size)]
        )
        self._average: Codes | None = None
        self._stored: list[Noise] | None = None

    @property
    def size(self) -> int:
        """Side of the full picture, in pixels."""
        return self.bundle.manifest.image.size

    @property
    def sizes(self) -> tuple[int, ...]:
        """Sides of the pictures that can be had, the smallest first; small ones cost little."""
        synthesis = self.bundle.manifest.networks["synthesis"]
        # Only a network that sums a picture at every resolution has them all.
        if (
            synthesis.architecture != "stylegan2_synthesis"
            or synthesis.config.get("architecture", "skip") != "skip"
        ):
            return (self.size,)
        return tuple(2**exponent for exponent in range(2, self.size.bit_length()))

    @property
    def noise_sizes(self) -> tuple[int, ...]:
        """Sides of the noise pictures, one for every layer that takes one, e.g. 4, 8, 8, 16, 16 and so on."""
        return tuple(side for side, _ in self._noise_tensors)

    @property
    def _noise_tensors(self) -> list[tuple[int, str]]:
        """Side and name of every noise picture that the model stores, in the order of its inputs."""
        tensors = self.bundle.manifest.networks["synthesis"].tensors
        return sorted((shape[0], name) for name, shape in tensors.items() if name.endswith("noise_const"))

    @property
    def average(self) -> Codes:
        """The mean of codes in W, (w_size,): the picture of no one in particular."""
        if self._average is None:
            self._average = np.asarray(self.bundle.weights("mapping")["w_avg"], dtype=np.float32)
        return self._average

    def warm_up(self) -> None:
        """Make one full and one coarse picture, so that the first real ones need not wait for sessions."""
        ws = np.broadcast_to(self.average, (1, self.num_ws, self.w_size))
        self.synthesise(ws, size=self.preview_size)
        self.synthesise(ws)

    @property
    def preview_size(self) -> int:
        """Side of the coarse picture while something moves: a quarter of the full one, if it can be had."""
        return max((size for size in self.sizes if size * 4 <= self.size), default=self.size)

    def sample_z(self, count: int, seed: int) -> Codes:
        """Random codes from the prior N(0, 1), (count, z_size).

        The first codes of a seed are the same whatever the count.
        """
        rows = [np.random.default_rng([seed, row]).standard_normal(self.z_size) for row in range(count)]
        return np.asarray(rows, dtype=np.float32).reshape(count, self.z_size)

    def class_named(self, name: str) -> int:
        """The class of a name or of a number from 0 on.

        Raises:
            RequestError: there is none; the message names those that there are.
        """
        if name in self.classes:
            return self.classes.index(name)
        if name.isdecimal() and int(name) < self.label_size:
            return int(name)
        if not self.label_size:
            raise RequestError("The model '{name}' has no classes.", name=self.bundle.manifest.name)
        shown = ", ".join(self.classes[:_CLASSES_SHOWN])
        shown += ", ..." if self.label_size > _CLASSES_SHOWN else ""
        raise RequestError("The model has no class '{name}'; it has: {classes}.", name=name, classes=shown)

    def label(self, number: int) -> Codes:
        """The label of a class, (label_size,).

        Raises:
            RequestError: the model has no such class.
        """
        if not 0 <= number < self.label_size:
            raise RequestError(
                "The model has no class {number}; it has {count}.", number=number, count=self.label_size
            )
        row: Codes = np.eye(self.label_size, dtype=np.float32)[number]
        return row

    def labels_for(self, count: int, number: int | None = None) -> Codes | None:
        """Labels of so many codes, (count, label_size): all of one class, or of all classes in turn.

        Returns:
            None for a model without classes.

        Raises:
            RequestError: the model has no such class.
        """
        if number is not None:
            return np.repeat(self.label(number)[None], count, axis=0)
        if not self.label_size:
            return None
        return np.eye(self.label_size, dtype=np.float32)[np.arange(count) % self.label_size]

    def sample_ws(self, count: int, seed: int, psi: float = 1.0, number: int | None = None) -> Codes:
        """Random codes in W, (count, num_ws, w_size); of a conditional model as in `labels_for`.

        Raises:
            RequestError: the model has no such class.
            DeviceError: memory is short.
        """
        return self.map(self.sample_z(count, seed), psi, labels=self.labels_for(count, number))

    def drawn_ws(self, draw: Draw, moved: Codes | None = None) -> Codes:
        """The codes (num_ws, w_size) of a draw, with something (z_size,) added to its z where it is given.

        Raises:
            RequestError: the label or what is added does not fit the model.
            DeviceError: memory is short.
        """
        z = self.sample_z(draw.index + 1, draw.seed)[draw.index :]
        if moved is not None:
            if moved.shape != (self.z_size,):
                raise RequestError(
                    "A code of this model has {size} numbers, got {given}.",
                    size=self.z_size,
                    given=moved.shape[-1],
                )
            z = z + moved
        labels = np.asarray([draw.labels], dtype=np.float32) if draw.labels else None
        ws: Codes = self.map(z, draw.psi, labels=labels)[0]
        return ws

    def map(
        self, z: Codes, psi: float = 1.0, cutoff: int | None = None, labels: NDArray[np.float32] | None = None
    ) -> Codes:
        """Codes in W, one for every layer: (N, num_ws, w_size).

        Args:
            z: (N, z_size) from N(0, 1).
            psi: how far from the average: 1 is as trained, 0 the average itself (truncation trick).
            cutoff: layers from this one on are not truncated; None for all layers.
            labels: (N, label_size) of a conditional model; None for all others.

        Raises:
            RequestError: the codes or labels do not fit the model, or a conditional model gets none.
            DeviceError: memory is short.
        """
        codes = np.asarray(z, dtype=np.float32)
        if codes.ndim != 2 or codes.shape[1] != self.z_size:
            raise RequestError(
                "A code of this model has {size} numbers, got {given}.",
                size=self.z_size,
                given=codes.shape[-1],
            )
        if len(codes) == 0:
            return np.empty((0, self.num_ws, self.w_size), dtype=np.float32)
        inputs = {"z": codes, **self._checked_labels(labels, len(codes))}
        ws = np.array(self.backend.run("mapping", inputs), dtype=np.float32)
        moved = slice(None, cutoff)
        ws[:, moved] = self.average + (ws[:, moved] - self.average) * np.float32(psi)
        return ws

    def _checked_labels(self, labels: NDArray[np.float32] | None, count: int) -> dict[str, Codes]:
        if labels is None:
            if self.label_size:
                raise RequestError(
                    "This model draws {count} classes; say of which a picture is to be.",
                    count=self.label_size,
                )
            return {}
        rows = np.asarray(labels, dtype=np.float32)
        if not self.label_size or rows.shape != (count, self.label_size):
            raise RequestError(
                "A label of this model has {size} numbers, got {given}.",
                size=self.label_size,
                given=rows.shape[-1],
            )
        return {"labels": rows}

    def synthesise(
        self,
        ws: Codes,
        *,
        noise_seed: int | None = None,
        noises: Sequence[Noise] | None = None,
        size: int | None = None,
    ) -> Pixels:
        """The pictures of codes.

        Args:
            ws: (N, num_ws, w_size), one code for every layer.
            noise_seed: of the fine detail, the same for all N pictures; None for the model's stored noise.
            noises: (r, r) for every layer that takes one (see `noise_sizes`), instead of a seed.
            size: one of `sizes`; None for the full picture. Smaller ones stop the network early.

        Returns:
            (N, size, size, 3) uint8.

        Raises:
            RequestError: codes, noises or size do not fit the model.
            DeviceError: memory is short.
        """
        results = [
            np.clip((made + 1.0) * 127.5 + 0.5, 0, 255).astype(np.uint8)
            for made in self._drawn(ws, self._noises(noise_seed, noises), size)
        ]
        if not results:
            side = self.size if size is None else size
            return np.empty((0, side, side, 3), dtype=np.uint8)
        return np.ascontiguousarray(np.concatenate(results).transpose(0, 2, 3, 1))

    def pictures(self, codes: Iterable[Codes], at_once: int = 8) -> Iterator[Pixels]:
        """The full pictures (S, S, 3) uint8 of codes (num_ws, w_size), one by one, as the codes come.

        Args:
            codes: such as those of `engine.latent.interpolation.walk`.
            at_once: how many go through the network together.

        Raises:
            RequestError: codes do not fit the model.
            DeviceError: memory is short.
        """
        coming = iter(codes)
        while part := list(islice(coming, at_once)):
            yield from self.synthesise(np.stack(part))

    def drawn(self, ws: Codes) -> NDArray[np.float32]:
        """The full pictures of codes (N, num_ws, w_size), N from 1 on, as the network gives them.

        Returns:
            (N, 3, S, S) in about [-1, 1].

        Raises:
            RequestError: the codes do not fit the model.
            DeviceError: memory is short.
        """
        return np.concatenate(list(self._drawn(ws, self._noises(None, None), None)))

    def _drawn(self, ws: Codes, layers: Sequence[Noise], size: int | None) -> Iterator[NDArray[np.float32]]:
        codes = np.asarray(ws, dtype=np.float32)
        if codes.ndim != 3 or codes.shape[1:] != (self.num_ws, self.w_size):
            raise RequestError(
                "A picture of this model takes {count} codes of {size} numbers, got {given}.",
                count=self.num_ws,
                size=self.w_size,
                given=codes.shape[1:],
            )
        side = self.size if size is None else size
        if side not in self.sizes:
            listed = ", ".join(str(one) for one in self.sizes)
            raise RequestError(
                "This model has no picture of {side} pixels; it has {sides}.", side=side, sides=listed
            )
        name = f"picture_{side}"
        for start in range(0, len(codes), _PICTURES_AT_ONCE):
            part = codes[start : start + _PICTURES_AT_ONCE]
            inputs = {"ws": part}
            for layer, noise in enumerate(layers):
                inputs[f"noise_{layer}"] = np.broadcast_to(noise, (len(part), 1, *noise.shape))
            yield self.backend.run_named("synthesis", inputs, [name])[name]

    def _noises(self, seed: int | None, given: Sequence[Noise] | None) -> list[Noise]:
        """One (r, r) for every layer that takes noise."""
        sizes = self.noise_sizes
        if given is not None:
            if [noise.shape for noise in given] != [(side, side) for side in sizes]:
                raise RequestError(
                    "The noise of this model has the sides {sides}.", sides=", ".join(map(str, sizes))
                )
            return [np.asarray(noise, dtype=np.float32) for noise in given]
        if seed is not None:
            chances = [np.random.default_rng([seed, layer]) for layer in range(len(sizes))]
            pairs = zip(chances, sizes, strict=True)
            return [rng.standard_normal((side, side), dtype=np.float32) for rng, side in pairs]
        if self._stored is None:
            weights = self.bundle.weights("synthesis")
            self._stored = [np.asarray(weights[name], dtype=np.float32) for _, name in self._noise_tensors]
        return self._stored
