"""A model with weights of its own for one document: the result of pivotal tuning, for any backend."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.bundle.bundle import Bundle
from engine.errors import LatentError

Changes = Mapping[str, NDArray[np.floating]]


class TunedBundle(Bundle):
    """A bundle whose network has something added to its weights; files and digest are those of the model.

    Args:
        bundle: the model.
        network: that was tuned.
        changes: name of a tensor to what is added to it.

    Attributes:
        changes: as given.

    Raises:
        LatentError: the network has no such tensor, or one of another shape.
    """

    def __init__(self, bundle: Bundle, network: str, changes: Changes) -> None:
        super().__init__(
            bundle.path, bundle._label, bundle.manifest, bundle.digest, bundle._storage, bundle._tensors
        )
        spec = bundle.manifest.networks.get(network)
        for name, change in changes.items():
            if spec is None or spec.tensors.get(name) != tuple(change.shape) or not np.isfinite(change).all():
                raise LatentError("The tuned weights do not fit the model's tensor '{name}'.", name=name[:80])
        self._tuned, self.changes = network, dict(changes)

    @property
    def identity(self) -> str:
        """See `Bundle.identity`."""
        return f"{super().identity} {self._tuned} {tuning_digest(self.changes)}"

    def weights(self, network: str) -> dict[str, NDArray[np.generic]]:
        """See `Bundle.weights`; those that were changed are float32."""
        found = super().weights(network)
        if network == self._tuned:
            for name, change in self.changes.items():
                found[name] = np.asarray(found[name], dtype=np.float32) + change.astype(np.float32)
        return found


def tuning_digest(changes: Changes) -> str:
    """SHA-256 over names and float32 values, 64 hexadecimal digits; empty for no changes."""
    if not changes:
        return ""
    digest = hashlib.sha256()
    for name, change in sorted(changes.items()):
        digest.update(name.encode() + b"\0")
        digest.update(np.ascontiguousarray(change, dtype="<f4").tobytes())
    return digest.hexdigest()
