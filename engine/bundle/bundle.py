"""The model bundle: opening one with every check before any tensor reaches a network, and writing one."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from engine.bundle.checks import (
    AXES,
    MANIFEST,
    WEIGHTS,
    check_axes,
    check_files,
    check_graph,
    first_problem,
    parse_manifest,
    read_tensors,
)
from engine.bundle.manifest import Capability, ImageSpec, LatentSpec, Manifest, NetworkSpec
from engine.bundle.safetensors import DTYPES, Streamed, TensorRecord
from engine.bundle.storage import Storage, blocks, open_storage, read_file
from engine.errors import BundleError
from engine.files import atomic_path

__all__ = [
    "AXES",
    "CARD",
    "MANIFEST",
    "PREVIEW",
    "WEIGHTS",
    "Bundle",
    "Capability",
    "ImageSpec",
    "LatentSpec",
    "Manifest",
    "NetworkSpec",
    "open_bundle",
    "write_bundle",
]

PREVIEW, CARD = "preview.png", "CARD.md"
_HASH_LATER_FROM = 200 * 2**20
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Bundle:
    """An open bundle: its description at hand, its files read when asked for.

    Attributes:
        path: of the .gmodel file or folder.
        manifest: what model.json says.
        digest: SHA-256 of model.json, which holds the hashes of everything else: the model's identity.
    """

    def __init__(
        self,
        path: Path,
        label: str,
        manifest: Manifest,
        digest: str,
        storage: Storage,
        tensors: dict[str, TensorRecord],
    ) -> None:
        """Made by `open_bundle`; `label` is what messages call it."""
        self.path = path
        self._label = label
        self.manifest = manifest
        self.digest = digest
        self._storage = storage
        self._tensors = tensors
        self._checked_as: tuple[int, ...] | None = None

    def read(self, name: str) -> bytes:
        """The content of one of the bundle's files, checked against its hash.

        Raises:
            BundleError: there is no such file, or it was changed.
        """
        content = read_file(self._storage, name)
        expected = self.digest if name == MANIFEST else self.manifest.files.get(name)
        if hashlib.sha256(content).hexdigest() != expected:
            raise BundleError(
                "{file} in {label} is not the one it was made with; get it again.",
                file=name,
                label=self._label,
            )
        return content

    @property
    def identity(self) -> str:
        """Tells its networks and their weights from all others, where the digest tells its files alone."""
        return self.digest

    def graph(self, network: str) -> bytes:
        """The ONNX graph of a network; its weights are external and named "<network>.<tensor>".

        Raises:
            BundleError: there is no such network, or it has no graph.
        """
        graph = self._network(network).graph
        if graph is None:
            raise BundleError(
                "The network '{network}' of {label} has no ONNX graph; use PyTorch.",
                network=network,
                label=self._label,
            )
        return self.read(graph)

    def weights(self, network: str) -> dict[str, NDArray[np.generic]]:
        """The tensors of a network by their own names (without the network's), as they are stored.

        Those of the other network where it uses another's weights.

        Raises:
            BundleError: there is no such network, or the file was changed.
        """
        prefix = f"{self._network(network).weights_of or network}."
        wanted = [(name, record) for name, record in self._tensors.items() if name.startswith(prefix)]
        if not wanted:
            return {}
        self._check_weights()
        tensors = dict[str, NDArray[np.generic]]()
        with self._storage.stream(WEIGHTS) as file:
            for name, record in sorted(wanted, key=lambda item: item[1].start):
                file.seek(record.start)
                # A bytearray, because PyTorch wants arrays that it may write to.
                content = bytearray(file.read(record.end - record.start))
                if len(content) != record.end - record.start:
                    raise BundleError(
                        "{file} in {label} is cut short; get the bundle again.",
                        file=WEIGHTS,
                        label=self._label,
                    )
                tensors[name.removeprefix(prefix)] = np.frombuffer(content, DTYPES[record.dtype]).reshape(
                    record.shape
                )
        return tensors

    def card(self) -> str:
        """The model's card, Markdown; empty if it has none."""
        if CARD not in self.manifest.files:
            return ""
        return self.read(CARD).decode("utf-8", "replace")

    def preview(self) -> NDArray[np.uint8]:
        """The model's picture, (H, W, 3).

        Raises:
            BundleError: it has none, or a damaged one.
        """
        from engine.errors import ImageError
        from engine.images.codec import Limits, decode_image, flatten

        try:
            return flatten(decode_image(self.read(PREVIEW), limits=Limits(max_pixels=16_000_000)))
        except ImageError as error:
            raise BundleError(
                "The preview of {label} is damaged; the model still works.", label=self._label
            ) from error

    def check(self) -> None:
        """Compare every file with its hash, but leave weights over 200 MB until they are read.

        Raises:
            BundleError: a file is not the one that the bundle was made with.
        """
        for name in self.manifest.files:
            if name != WEIGHTS:
                self.read(name)
            elif self._storage.sizes[name] <= _HASH_LATER_FROM:
                self._check_weights()

    def _check_weights(self) -> None:
        """Compare the weights with their hash, again if the file has changed since."""
        fingerprint = self._storage.fingerprint()
        if fingerprint == self._checked_as:
            return
        digest = hashlib.sha256()
        with self._storage.stream(WEIGHTS) as file:
            for block in blocks(file):
                digest.update(block)
        if digest.hexdigest() != self.manifest.files[WEIGHTS]:
            raise BundleError(
                "{file} in {label} is not the one it was made with; get it again.",
                file=WEIGHTS,
                label=self._label,
            )
        self._checked_as = fingerprint

    def _network(self, network: str) -> NetworkSpec:
        found = self.manifest.networks.get(network)
        if found is None:
            raise BundleError("{label} has no network '{network}'.", label=self._label, network=network)
        return found


def open_bundle(path: Path) -> Bundle:
    """Open a `.gmodel` file, or a folder with the same files, and check all of it.

    Checked are the storage (names, sizes, links, packing), the description, the presence and hash of every
    file, the tensors' places, types and shapes, and that no graph refers to a file outside.

    Raises:
        BundleError: one sentence on the first thing that is wrong.
    """
    return _open(path, path.name)


def write_bundle(
    path: Path, manifest_without_hashes: Manifest, files: Mapping[str, bytes | Streamed]
) -> Bundle:
    """Write a `.gmodel` file whole or not at all; the same content gives the same bytes.

    Args:
        path: of the file, ending in .gmodel.
        manifest_without_hashes: its `files` are replaced by the hashes of `files`.
        files: name to content of everything but model.json; what is streamed is never whole in memory.

    Raises:
        BundleError: the parts do not make a valid bundle, or the disk refuses; an older file is kept.
    """
    if MANIFEST in files:
        raise BundleError(
            "{name} was not written: {manifest} is made from the manifest.", name=path.name, manifest=MANIFEST
        )
    # What is wrong with it should be told before anything large is written.
    _with_hashes(path, manifest_without_hashes, dict.fromkeys(sorted(files), "0" * 64))
    try:
        with atomic_path(path) as temporary:
            with zipfile.ZipFile(temporary, "w") as archive:
                hashes = {name: _put(archive, name, content) for name, content in sorted(files.items())}
                manifest = _with_hashes(path, manifest_without_hashes, hashes)
                # Left out where there is none, older versions of Ganvas open the bundle too.
                unused: dict[str, bool | set[str]] = {} if manifest.replaces else {"replaces": True}
                if manifest.latent is not None and not manifest.latent.classes:
                    unused["latent"] = {"classes"}
                if manifest.image.framing == "eyes":
                    unused["image"] = {"framing"}
                _put(archive, MANIFEST, manifest.model_dump_json(indent=2, exclude=unused).encode())
            checked = _open(temporary, path.name)
    except OSError as error:
        reason = error.strerror or "the disk refused"
        raise BundleError(
            "{name} could not be written ({reason}); nothing was changed.", name=path.name, reason=reason
        ) from error
    return _open(path, path.name, checked)


def _with_hashes(path: Path, manifest: Manifest, hashes: Mapping[str, str]) -> Manifest:
    try:
        return Manifest.model_validate({**manifest.model_dump(), "files": hashes})
    except ValidationError as error:
        raise BundleError(
            "{name} was not written: {problem}.", name=path.name, problem=first_problem(error)
        ) from error


def _put(archive: zipfile.ZipFile, name: str, content: bytes | Streamed) -> str:
    """Write one file into the zip, all of it hashed as it passes; returns its SHA-256."""
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.external_attr = 0o644 << 16
    entry.create_system = 3
    # Weights and pictures hardly shrink, and stored weights can be read from the middle.
    packed = not name.endswith((".safetensors", ".png"))
    entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    entry.file_size = len(content) if isinstance(content, bytes) else content.size
    digest = hashlib.sha256()
    with archive.open(entry, "w") as file:
        for block in (memoryview(content),) if isinstance(content, bytes) else content.blocks():
            digest.update(block)
            file.write(block)
    return digest.hexdigest()


def _open(path: Path, label: str, checked: Bundle | None = None) -> Bundle:
    """Open and check; weights that were `checked` a moment ago under another name are not hashed again."""
    storage = open_storage(path, label)
    raw = read_file(storage, MANIFEST)
    manifest = parse_manifest(raw, label)
    check_files(manifest, storage.sizes, label, is_folder=path.is_dir())
    tensors = read_tensors(manifest, storage, label)
    check_axes(manifest, storage, label)
    bundle = Bundle(path, label, manifest, hashlib.sha256(raw).hexdigest(), storage, tensors)
    if checked is not None and checked.digest == bundle.digest:
        bundle._checked_as = checked._checked_as
    bundle.check()
    for network, spec in manifest.networks.items():
        if spec.graph is not None:
            owner = spec.weights_of or network
            check_graph(owner, spec.graph, bundle.graph(network), tensors, label)
    return bundle
