"""What a bundle must be before it is used: each check raises a BundleError that names the file."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pydantic import ValidationError

from engine.bundle.manifest import FORMAT_VERSION, Manifest
from engine.bundle.onnx_external import GraphFileError, external_tensors
from engine.bundle.safetensors import TensorFileError, TensorRecord, read_header
from engine.bundle.storage import Storage
from engine.errors import BundleError

MANIFEST, WEIGHTS, AXES = "model.json", "weights.safetensors", "axes.safetensors"


def parse_manifest(raw: bytes, label: str) -> Manifest:
    """The description, of the one format version that is known, strictly typed."""
    try:
        version = json.loads(raw)["format_version"]
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise BundleError(f"{MANIFEST} in {label} is damaged; get the bundle again.") from error
    if type(version) is not int or version != FORMAT_VERSION:
        raise BundleError(f"{label} is of format {str(version)[:20]!r}; this Ganvas reads {FORMAT_VERSION}.")
    try:
        return Manifest.model_validate_json(raw, strict=True)
    except ValidationError as error:
        raise BundleError(f"{MANIFEST} in {label} is not understood: {first_problem(error)}.") from error


def first_problem(error: ValidationError) -> str:
    """The first thing that is wrong with a description, in one clause."""
    detail = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part)[:40] for part in detail["loc"][:6])
    what = detail["msg"].removeprefix("Value error, ")[:200]
    return f"{where}: {what}" if where else what


def check_files(manifest: Manifest, sizes: Mapping[str, int], label: str, *, is_folder: bool) -> None:
    """Every file that is needed is there with a hash, and in a zip there is no other."""
    needed = {network.graph for network in manifest.networks.values() if network.graph is not None}
    if any(network.tensors for network in manifest.networks.values()):
        needed.add(WEIGHTS)
    if "axes" in manifest.capabilities:
        needed.add(AXES)
    elif AXES in manifest.files:
        raise BundleError(f"{label} holds axes but does not offer them; get the bundle again.")
    for name in sorted(needed - set(manifest.files)):
        raise BundleError(f"{MANIFEST} in {label} has no hash for {name}; get the bundle again.")
    for name in sorted(set(manifest.files) - set(sizes)):
        raise BundleError(f"{label} misses {name}; get the bundle again.")
    if MANIFEST in manifest.files:
        raise BundleError(f"{MANIFEST} in {label} holds a hash of itself; get the bundle again.")
    # A folder may hold what a file manager leaves there; it is never read.
    for name in sorted(set(sizes) - set(manifest.files) - {MANIFEST}):
        if not is_folder:
            raise BundleError(f"{label} holds a file that it does not mention ({name}); nothing was opened.")


def read_tensors(manifest: Manifest, storage: Storage, label: str) -> dict[str, TensorRecord]:
    """Where each tensor lies; the file holds exactly those that the manifest names, in those shapes."""
    expected = {
        f"{network}.{tensor}": tuple(shape)
        for network, spec in manifest.networks.items()
        for tensor, shape in spec.tensors.items()
    }
    if WEIGHTS not in manifest.files:
        return {}
    try:
        with storage.stream(WEIGHTS) as file:
            tensors = read_header(file, storage.sizes[WEIGHTS])
    except TensorFileError as error:
        raise BundleError(f"{WEIGHTS} in {label} is damaged: {error}.") from error
    for name in sorted(expected.keys() ^ tensors.keys()):
        if name in expected:
            raise BundleError(f"{WEIGHTS} in {label} misses tensor {name[:80]!r}; get the bundle again.")
        raise BundleError(
            f"{WEIGHTS} in {label} holds an unknown tensor {name[:80]!r}; get the bundle again."
        )
    for name, record in tensors.items():
        if record.shape != expected[name]:
            raise BundleError(
                f"Tensor {name[:80]!r} in {label} is of shape {record.shape}, not {expected[name]}."
            )
    return tensors


def check_axes(manifest: Manifest, storage: Storage, label: str) -> None:
    """The header of the file of axes, where there is one; what it says is for engine.latent to read."""
    if AXES not in manifest.files:
        return
    try:
        with storage.stream(AXES) as file:
            read_header(file, storage.sizes[AXES])
    except TensorFileError as error:
        raise BundleError(f"{AXES} in {label} is damaged: {error}.") from error


def check_graph(
    network: str, file: str, graph: bytes, tensors: Mapping[str, TensorRecord], label: str
) -> None:
    """A graph takes values from the bundle's own weights alone, of its own network and in the right shape."""
    try:
        external = external_tensors(graph)
    except GraphFileError as error:
        raise BundleError(f"{file} in {label} is damaged: {error}.") from error
    for tensor in external:
        if tensor.location != WEIGHTS:
            raise BundleError(f"{file} in {label} refers to another file, which a bundle must not.")
        record = tensors.get(tensor.name)
        if record is None or not tensor.name.startswith(f"{network}.") or record.shape != tensor.shape:
            raise BundleError(
                f"{file} in {label} needs a tensor {tensor.name[:80]!r} of shape {tensor.shape},"
                f" which {WEIGHTS} does not hold."
            )
