"""Prepared pictures that the runs of a person share: made once, dropped when others need the room.

An entry is a folder whose name tells what it was made of and how. It is made under another name and takes its
own when it is complete. Nothing is lost with the whole cache but the time to prepare again.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from engine.errors import ConfigurationError
from engine.files import cache_folder
from engine.sentences import from_json_line, to_json_line
from trainer.data.sources import require_room
from trainer.runs.lock import Holder, alone_in, holder_of

MOST_GB, LIMIT = 20.0, "GANVAS_PREPARED_GB"
"""What prepared pictures may take together, in GB of 10^9 bytes, and the variable that says otherwise."""
DONE = "done"
_USES, _LEFT_OUT = "uses", "left_out.json"
# Another machine's process cannot be asked; its note is as old as its session.
_FORGOTTEN_SECONDS = 60 * 86400.0

Warn = Callable[[str], None]
Fill = Callable[[Path, Warn], None]
"""Puts what it prepares into a folder that is there, `DONE` last; calls its second argument for each picture
left out."""


class SharedPictures:
    """Folders of prepared pictures by name, together no larger than allowed.

    What the living processes of this machine use stays, and so does what another machine's use.

    Args:
        folder: that holds them; made when it is needed.
        most_bytes: what they may take together.
    """

    def __init__(self, folder: Path, most_bytes: float) -> None:
        self.folder, self.most_bytes = folder, most_bytes

    @classmethod
    def of_person(cls) -> SharedPictures:
        """The shared pictures of this person, in the folder of what can be made again.

        Raises:
            ConfigurationError: `GANVAS_PREPARED_GB` is set to something else than a size.
        """
        text = os.environ.get(LIMIT, "")
        try:
            most = float(text) if text else MOST_GB
        except ValueError:
            most = -1.0
        if not most >= 0:
            raise ConfigurationError(
                "{name} is '{text}' and nothing was begun; set it to a size in GB, 0 shares nothing.",
                name=LIMIT,
                text=text,
            )
        return cls(cache_folder() / "prepared", most * 1e9)

    def find(self, name: str) -> Path | None:
        """The complete entry of a name, from now on in use by this process; None where there is none."""
        place = self.folder / name
        with contextlib.suppress(OSError), alone_in(self.folder):
            if (place / DONE).exists():
                self._use(name)
                (place / DONE).touch()
                return place
        return None

    def make(self, name: str, needed: int, fill: Fill) -> Path | None:
        """Prepare an entry and give its folder, which this process uses from now on.

        Two processes that prepare the same do not meet; the first to be ready is kept.

        Args:
            name: of the entry.
            needed: bytes that it takes while it is made, at most; half of it stays.
            fill: prepares it.

        Returns:
            None where the disk, or the limit, has no room for it, or the folder cannot be written.
        """
        making, place = f".{name}.{secrets.token_hex(6)}.tmp", self.folder / name
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if needed / 2 > self.most_bytes or shutil.disk_usage(self.folder).free < needed:
                return None
            with alone_in(self.folder):
                self._use(making)
                (self.folder / making).mkdir()
        except OSError:
            return None
        left_out: list[str] = []
        try:
            fill(self.folder / making, left_out.append)
            (self.folder / making / _LEFT_OUT).write_text(to_json_line({"left_out": left_out}), "utf-8")
            _sync(self.folder / making)
            with alone_in(self.folder):
                self._use(name)
                if not (place / DONE).exists():
                    (self.folder / making).rename(place)
                self._trim()
        finally:
            shutil.rmtree(self.folder / making, ignore_errors=True)
            self._note_of(making).unlink(missing_ok=True)
        return place

    def _note_of(self, name: str) -> Path:
        return self.folder / _USES / f"{name}@{os.getpid()}-{platform.node()}.json"

    def _use(self, name: str) -> None:
        note = self._note_of(name)
        note.parent.mkdir(exist_ok=True)
        note.write_text(json.dumps(asdict(holder_of())), "utf-8")

    def _used(self) -> set[str]:
        """Names that living processes use; notes of dead ones are removed."""
        used = set()
        for note in (self.folder / _USES).glob("*.json"):
            try:
                user = Holder(**json.loads(note.read_text("utf-8")))
                lives = user.lives and (user.here or time.time() - note.stat().st_mtime < _FORGOTTEN_SECONDS)
            except (ValueError, TypeError):
                lives = False
            if lives:
                used.add(note.name.rpartition("@")[0])
            else:
                note.unlink(missing_ok=True)
        return used

    def _trim(self) -> None:
        """Remove what ended processes left unfinished, then the entries that were not used for longest."""
        used = self._used()
        unused = [path for path in self.folder.iterdir() if path.is_dir() and path.name not in {*used, _USES}]
        for path in unused:
            if not (path / DONE).exists() or path.name.startswith("."):
                shutil.rmtree(path, ignore_errors=True)
        entries = [path for path in unused if (path / DONE).exists()]
        total = sum(_bytes_in(path) for path in self.folder.iterdir() if path.is_dir())
        for path in sorted(entries, key=lambda path: (path / DONE).stat().st_mtime_ns):
            if total <= self.most_bytes:
                return
            total -= _bytes_in(path)
            # A removal that is cut short leaves nothing that is taken for complete.
            (path / DONE).unlink()
            shutil.rmtree(path, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Have the disk hold what the files of a folder hold, before its name says that it is complete."""
    for path in folder.iterdir():
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def _bytes_in(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def prepared_folder(
    name: str, own: Path, shared: SharedPictures | None, needed: int, fill: Fill, warn: Warn | None = None
) -> Path:
    """The folder of prepared pictures of a name: the run's own where it has one, else the shared one.

    Args:
        name: tells what was prepared, and how.
        own: the run's folder of such folders; runs of earlier versions have theirs there.
        shared: None keeps everything in `own`.
        needed: bytes that preparing takes, at most.
        fill: prepares.
        warn: called with a sentence for each picture that is left out, once for a run.

    Raises:
        DatasetError: the disk has no room for it.
    """
    if (own / name / DONE).exists():
        return own / name
    place = None
    if shared is not None and shared.most_bytes:
        place = shared.find(name) or shared.make(name, needed, fill)
    if place is None:
        (own / name).mkdir(parents=True, exist_ok=True)
        require_room(own / name, needed)
        fill(own / name, warn or _silent)
        return own / name
    for sentence in _unsaid(place, own / f"{name}.shared"):
        (warn or _silent)(sentence)
    return place


def _unsaid(place: Path, said: Path) -> Iterator[str]:
    """What was left out of a shared folder, once for a run, however many sessions it has."""
    if said.exists():
        return
    with contextlib.suppress(OSError, ValueError, KeyError):
        yield from from_json_line((place / _LEFT_OUT).read_text("utf-8"))["left_out"]
    with contextlib.suppress(OSError):
        said.parent.mkdir(parents=True, exist_ok=True)
        said.touch()


def _silent(sentence: str) -> None:
    """Nobody wants to know."""
