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
        raise BundleError(
            "{file} in {label} is damaged; get the bundle again.", file=MANIFEST, label=label
        ) from error
    if type(version) is not int or version != FORMAT_VERSION:
        raise BundleError(
            "{label} is of format {version}; this Ganvas reads {known}.",
            label=label,
            version=repr(str(version)[:20]),
            known=FORMAT_VERSION,
        )
    try:
        return Manifest.model_validate_json(raw, strict=True)
    except ValidationError as error:
        raise BundleError(
            "{file} in {label} is not understood: {problem}.",
            file=MANIFEST,
            label=label,
            problem=first_problem(error),
        ) from error


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
        raise BundleError("{label} holds axes but does not offer them; get the bundle again.", label=label)
    for name in sorted(needed - set(manifest.files)):
        raise BundleError(
            "{file} in {label} has no hash for {name}; get the bundle again.",
            file=MANIFEST,
            label=label,
            name=name,
        )
    for name in sorted(set(manifest.files) - set(sizes)):
        raise BundleError("{label} misses {name}; get the bundle again.", label=label, name=name)
    if MANIFEST in manifest.files:
        raise BundleError(
            "{file} in {label} holds a hash of itself; get the bundle again.", file=MANIFEST, label=label
        )
    # A folder may hold what a file manager leaves there; it is never read.
    for name in sorted(set(sizes) - set(manifest.files) - {MANIFEST}):
        if not is_folder:
            raise BundleError(
                "{label} holds a file that it does not mention ({name}); nothing was opened.",
                label=label,
                name=name,
            )


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
        raise BundleError(
            "{file} in {label} is damaged: {error}.", file=WEIGHTS, label=label, error=error
        ) from error
    for name in sorted(expected.keys() ^ tensors.keys()):
        if name in expected:
            raise BundleError(
                "{file} in {label} misses tensor {tensor}; get the bundle again.",
                file=WEIGHTS,
                label=label,
                tensor=repr(name[:80]),
            )
        raise BundleError(
            "{file} in {label} holds an unknown tensor {tensor}; get the bundle again.",
            file=WEIGHTS,
            label=label,
            tensor=repr(name[:80]),
        )
    for name, record in tensors.items():
        if record.shape != expected[name]:
            raise BundleError(
                "Tensor {tensor} in {label} is of shape {shape}, not {expected}.",
                tensor=repr(name[:80]),
                label=label,
                shape=record.shape,
                expected=expected[name],
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
        raise BundleError(
            "{file} in {label} is damaged: {error}.", file=AXES, label=label, error=error
        ) from error


def check_graph(
    network: str, file: str, graph: bytes, tensors: Mapping[str, TensorRecord], label: str
) -> None:
    """A graph takes values from the bundle's own weights alone, of its own network and in the right shape."""
    try:
        external = external_tensors(graph)
    except GraphFileError as error:
        raise BundleError(
            "{file} in {label} is damaged: {error}.", file=file, label=label, error=error
        ) from error
    for tensor in external:
        if tensor.location != WEIGHTS:
            raise BundleError(
                "{file} in {label} refers to another file, which a bundle must not.", file=file, label=label
            )
        record = tensors.get(tensor.name)
        if record is None or not tensor.name.startswith(f"{network}.") or record.shape != tensor.shape:
            raise BundleError(
                "{file} in {label} needs a tensor {tensor} of shape {shape}, which {weights} does not hold.",
                file=file,
                label=label,
                tensor=repr(tensor.name[:80]),
                shape=tensor.shape,
                weights=WEIGHTS,
            )
