"""The models at hand: those that come with Ganvas and those that a person has installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from engine.bundle.bundle import Bundle, open_bundle, write_bundle
from engine.errors import BundleError, LibraryError
from engine.files import atomic_path, data_folder, resources_folder
from engine.sentences import Sentence

SUFFIX = ".gmodel"


@dataclass(frozen=True)
class LibraryEntry:
    """One model of the library.

    Attributes:
        name: what it is opened by.
        title: what a person reads.
        path: of its .gmodel file or folder.
        capabilities: what it can do; see engine.bundle.manifest.
        origin: whether it came with Ganvas or was installed.
        licence: of its weights.
        problem: why it cannot be opened, in one sentence; empty if it can.
        replaces: names and digests of models that it stands in for where they are gone.
    """

    name: str
    title: str
    path: Path
    capabilities: tuple[str, ...]
    origin: Literal["bundled", "installed"]
    licence: str
    problem: str = ""
    replaces: tuple[str, ...] = ()


class Library:
    """Two folders of bundles. An installed model takes the place of a bundled one of the same name."""

    def __init__(self, bundled: Path, installed: Path) -> None:
        self.bundled = bundled
        self.installed = installed
        self._read: dict[tuple[Path, int, int], LibraryEntry] = {}

    @classmethod
    def default(cls) -> Library:
        """The bundled models and the person's own, whose folder GANVAS_HOME may set."""
        return cls(resources_folder() / "models", data_folder() / "models")

    def entries(self) -> list[LibraryEntry]:
        """All models by title. A broken one is listed with its problem, not raised."""
        found = dict[str, LibraryEntry]()
        for entry in (*self._in(self.bundled, "bundled"), *self._in(self.installed, "installed")):
            known = found.get(entry.name)
            # A broken copy hides nothing that works.
            if known is None or known.problem or not entry.problem:
                found[entry.name] = entry
        return sorted(found.values(), key=lambda entry: (entry.title.lower(), entry.name))

    def open(self, name_or_path: str | Path, *, digest: str = "") -> Bundle:
        """Open a model by its name in the library, or a bundle anywhere by its path.

        Args:
            name_or_path: of the model.
            digest: of its bundle, where that is known, to tell which model replaces one that is gone.

        Raises:
            LibraryError: there is no such model; the sentence names the one that replaces it, or lists those
                that there are.
            BundleError: it is broken.
        """
        if isinstance(name_or_path, str):
            entry = self._find(name_or_path)
            if entry is not None:
                return open_bundle(entry.path)
        path = Path(name_or_path)
        if path.is_dir() or path.is_file():
            return open_bundle(path)
        other = self.replacement_of(str(name_or_path), digest)
        if other is not None:
            raise LibraryError(
                "The model '{name}' is not in the library; '{new}' replaces it.",
                name=name_or_path,
                new=other.name,
            )
        names = ", ".join(entry.name for entry in self.entries() if not entry.problem) or "none"
        raise LibraryError(
            "There is no model '{name}'; the library has: {names}.", name=name_or_path, names=names
        )

    def replacement_of(self, name: str, digest: str = "") -> LibraryEntry | None:
        """The model that stands in for one that is gone; None where it is there, or nothing replaces it.

        Args:
            name: of the model that is gone.
            digest: of its bundle, where that is known; who names the digest goes before who has the name.
        """
        entries = [entry for entry in self.entries() if not entry.problem]
        if any(entry.name == name for entry in entries) or Path(name).exists():
            return None
        for wanted in filter(None, (digest, name)):
            for entry in entries:
                if wanted in entry.replaces:
                    return entry
        return None

    def install(self, path: Path, *, replace: bool = False) -> LibraryEntry:
        """Check a bundle and copy it into the person's folder.

        Args:
            path: a .gmodel file, or a folder with the same files.
            replace: take the place of an installed model of the same name.

        Raises:
            BundleError: it is broken; nothing was installed.
            LibraryError: another model of that name is installed, or the disk refuses.
        """
        bundle = open_bundle(path)
        name = bundle.manifest.name
        target = self.installed / f"{name}{SUFFIX}"
        existing = self._find_installed(name)
        if existing is not None and not replace and not existing.problem:
            if open_bundle(existing.path).digest == bundle.digest:
                return existing
            raise LibraryError(
                "Another model called '{name}' is installed; remove that one first.", name=name
            )
        try:
            self.installed.mkdir(parents=True, exist_ok=True)
            _copy(bundle, target)
            if existing is not None and existing.path != target:
                _delete(existing.path)
        except OSError as error:
            raise LibraryError(
                "'{name}' could not be installed ({reason}).", name=name, reason=_reason(error)
            ) from error
        return self._entry(target, "installed")

    def remove(self, name: str) -> None:
        """Delete an installed model.

        Raises:
            LibraryError: it is not installed, comes with Ganvas, or the disk refuses.
        """
        entry = self._find_installed(name)
        if entry is None:
            if self._find(name) is not None:
                raise LibraryError(
                    "'{name}' comes with Ganvas; only installed models can be removed.", name=name
                )
            raise LibraryError("There is no model '{name}' to remove.", name=name)
        try:
            _delete(entry.path)
        except OSError as error:
            raise LibraryError(
                "'{name}' could not be removed ({reason}).", name=name, reason=_reason(error)
            ) from error

    def export(self, name: str, target: Path) -> Path:
        """Copy a model out of the library.

        Args:
            name: of the model.
            target: a file, or an existing folder that a NAME.gmodel is put into.

        Returns:
            The file that was written.

        Raises:
            LibraryError: there is no such model, or the disk refuses.
            BundleError: the model is broken.
        """
        bundle = self.open(name)
        path = target / f"{bundle.manifest.name}{SUFFIX}" if target.is_dir() else target
        try:
            _copy(bundle, path)
        except OSError as error:
            raise LibraryError(
                "'{name}' could not be written to {file} ({reason}).",
                name=name,
                file=path.name,
                reason=_reason(error),
            ) from error
        return path

    def _find(self, name: str) -> LibraryEntry | None:
        return next((entry for entry in self.entries() if entry.name == name), None)

    def _find_installed(self, name: str) -> LibraryEntry | None:
        return next((entry for entry in self._in(self.installed, "installed") if entry.name == name), None)

    def _in(self, folder: Path, origin: Literal["bundled", "installed"]) -> Iterator[LibraryEntry]:
        try:
            paths = sorted(folder.iterdir())
        except OSError:
            return
        for path in paths:
            if path.name.startswith("."):
                continue
            if path.suffix == SUFFIX or (path.is_dir() and (path / "model.json").is_file()):
                yield self._entry(path, origin)

    def _entry(self, path: Path, origin: Literal["bundled", "installed"]) -> LibraryEntry:
        """Open a bundle, or remember it if its file has not changed since (folders are always opened)."""
        try:
            state = path.stat()
        except OSError as error:
            return LibraryEntry(
                path.stem,
                path.stem,
                path,
                (),
                origin,
                "",
                Sentence("{name}: {reason}.", name=path.name, reason=_reason(error)),
            )
        key = (path, state.st_size, state.st_mtime_ns)
        if key in self._read and not path.is_dir():
            return self._read[key]
        try:
            manifest = open_bundle(path).manifest
            capabilities = tuple(manifest.capabilities)
            entry = LibraryEntry(
                manifest.name,
                manifest.title,
                path,
                capabilities,
                origin,
                manifest.licence,
                replaces=tuple(manifest.replaces),
            )
        except BundleError as error:
            entry = LibraryEntry(path.stem, path.stem, path, (), origin, "", str(error))
        self._read[key] = entry
        return entry


def _copy(bundle: Bundle, target: Path) -> None:
    """Copy a bundle as one file; a folder is packed on the way."""
    if bundle.path.is_dir():
        write_bundle(target, bundle.manifest, {name: bundle.read(name) for name in bundle.manifest.files})
        return
    with atomic_path(target) as temporary:
        shutil.copyfile(bundle.path, temporary)


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _reason(error: OSError) -> str:
    return error.strerror or "the disk refused"
