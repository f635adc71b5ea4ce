"""Start, watch and stop processes: trainings, the doctor, trials, looks at checkpoints; no PyTorch."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DatasetError, ImageError
from engine.images.codec import decode_image, read_image
from engine.sentences import Sentence, from_json_line
from trainer.data.sources import PictureSource
from trainer.runs.checkpoints import CheckpointPolicy
from trainer.runs.folder import RunFolder, RunState, begin, forget_run, known_runs
from trainer.runs.process import EventProcess, line_of

__all__ = [
    "CheckpointPolicy",
    "Doctor",
    "EventProcess",
    "RunFolder",
    "RunState",
    "TrainingProcess",
    "Trial",
    "begin",
    "forget_run",
    "import_checkpoints",
    "known_runs",
    "read_picture",
    "scan_checkpoints",
    "start",
]

# SIGKILL, which Windows has no name for.
_KILLED = 9


class TrainingProcess:
    """A run in a process of its own that outlives the program which started it.

    Args:
        config: the run's TOML.
        resume: continue from its newest checkpoint.
        log: receives what the process says outside its events.
    """

    def __init__(self, config: Path, *, resume: bool = False, log: Path | None = None) -> None:
        self._asked_to_stop = False
        line = line_of(["train", str(config), *(["--resume"] if resume else [])])
        with (log or Path(os.devnull)).open("ab") as errors:
            self._process = subprocess.Popen(
                line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, start_new_session=True
            )

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def events(self) -> Iterator[dict[str, Any]]:
        """Events as they come, until the process ends; lines that are no events are passed over."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            try:
                event = from_json_line(line)
            except ValueError:
                continue
            if isinstance(event, dict) and "event" in event:
                yield event

    def stop(self) -> None:
        """Ask the run to finish its step, write a checkpoint and end; returns at once.

        Asked once: a signal more could meet the process after it has put its handlers back, and kill it.
        """
        if not self._asked_to_stop and self._process.poll() is None:
            self._process.terminate()
        self._asked_to_stop = True

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, once the process has ended (raises subprocess.TimeoutExpired)."""
        return self._process.wait(timeout)


def start(config: Path, *, resume: bool = False, log: Path | None = None) -> TrainingProcess:
    """Start a training process; see `TrainingProcess`."""
    return TrainingProcess(config, resume=resume, log=log)


class Doctor(EventProcess):
    """Looks at pictures in a process of its own; see `EventProcess` for `events` and `cancel`.

    Events: {"event": "progress", "done", "total"} now and then; at the end {"event": "report", "pictures",
    "usable", "sizes": [[w, h, count]], "findings": [{"code", "what", "consequence", "severity", "files",
    "like"}], "excluded", "enough", "labels": [[name, kind, known]], "suggested": {"section.key": value}}.
    `files` are places that `read_picture` reads and that `data.exclude` takes.

    Args:
        paths: folders or zips.
        kind: how the pictures belong together; None for the recipe's first.
        recipe: what is to be trained; None judges by what most recipes want.
        second: folders or zips of the second kind.
        domains: what chooses A and B.
        exclude: names that are left out already.
        size: side of the training pictures in pixels; None for the recipe's own.
    """

    def __init__(
        self,
        paths: Sequence[str | Path],
        kind: str | None = None,
        recipe: str | None = None,
        *,
        second: Sequence[str | Path] = (),
        domains: Sequence[str] = (),
        exclude: Iterable[str] = (),
        size: int | None = None,
    ) -> None:
        line = ["doctor", "--events", *(["--kind", kind] if kind else [])]
        line += ["--recipe", recipe] if recipe else []
        line += ["--size", str(size)] if size else []
        for path in second:
            line += ["--second", str(path)]
        for domain in domains:
            line += ["--domain", domain]
        names = list(exclude)
        self._names: Path | None = None
        if names:
            # A list may be longer than a command line can be.
            with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False, encoding="utf-8") as file:
                file.write("\n".join(names))
            self._names = Path(file.name)
            line += ["--exclude", file.name]
        super().__init__([*line, "--", *map(str, paths)])

    def finished(self) -> None:
        """Put the list of exclusions away."""
        if self._names is not None:
            self._names.unlink(missing_ok=True)


class Trial(EventProcess):
    """Trains for some real steps in a process of its own and throws the result away.

    Events: {"event": "trial", "step", "steps"} after every step; {"event": "warning", "text"} where the
    batch had to be halved; at the end {"event": "trial_result", "seconds_per_step", "pictures_per_second",
    "seconds_to_finish", "peak_memory_bytes", "batch_size", "suggested_batch_size", "halved", "sentence",
    "too_long", "preset", "preset_seconds"}; the last two are of what fits where it is too long here.

    Args:
        config: the run's TOML; its folder is neither made nor touched.
        steps: how many are measured.
    """

    def __init__(self, config: Path, steps: int = 20) -> None:
        super().__init__(["trial", str(config), "--steps", str(steps)])

    def _reason(self, code: int) -> str:
        if code == -_KILLED:
            return Sentence(
                "The system ended the trial, most likely because memory ran out; nothing was begun. "
                "Choose half the batch size, or smaller pictures."
            )
        return super()._reason(code)


def read_picture(place: str) -> NDArray[np.uint8]:
    """The picture at a place that a finding names, a file or a member of a zip: (H, W, 4) RGBA, 0 to 255.

    Raises:
        ImageError: it cannot be read; the sentence says why.
    """
    path = Path(place)
    if path.is_file():
        return read_image(path)
    try:
        for archive in path.parents:
            if archive.is_file():
                return decode_image(_opened(archive).read(path.relative_to(archive).as_posix()))
    except DatasetError as error:
        raise ImageError(str(error)) from error
    raise ImageError("{name} does not exist; it may have been moved.", name=path.name)


@lru_cache(maxsize=4)
def _opened(archive: Path) -> PictureSource:
    # Its list of files is read once, not with every picture.
    return PictureSource(archive)


def scan_checkpoints(
    files: Sequence[Path], *, url: str = "", sha256: str = "", size: int = 0
) -> EventProcess:
    """Start to look at what files hold, and at what is fetched from an address.

    The events are {"event": "progress", "what", "done", "total"}, and at the end {"event": "found", ...} with
    sentence, family, title, licence, notes, parts, files, capabilities, size, name and questions, or
    {"event": "failed", "reason"}.

    Args:
        files: checkpoints of one model.
        url: an HTTPS address of a further one; it is kept for the import that follows.
        sha256: that the fetched file must have.
        size: bytes that the fetched file must have; 0 for any.
    """
    line = ["look", "--events", *(str(file) for file in files)]
    for option, value in (("--from-url", url), ("--sha256", sha256), ("--bytes", str(size or ""))):
        line += [option, value] if value else []
    return EventProcess(line)


def import_checkpoints(
    files: Sequence[Path], output: Path, answers: Mapping[str, str], *, title: str = "", address: str = ""
) -> EventProcess:
    """Start to make a bundle of files.

    The events are those of `scan_checkpoints`, with {"event": "finished", "bundle", "bytes", ...} at the
    end.

    Args:
        files: checkpoints of one model.
        output: the bundle, NAME.gmodel.
        answers: to the questions of `scan_checkpoints`, by their keys.
        title: what the library shows.
        address: where the last file was fetched from.
    """
    line = ["import", "--events", *(str(file) for file in files), "-o", str(output)]
    line += ["--as", answers["family"]] if answers.get("family") else []
    keys = ("input", "values", "result", "size", "doublings", "code", "padding", "activation")
    for key in keys:
        line += [f"--{key}", answers[key]] if answers.get(key) else []
    if "edges" in answers:
        line += ["--edges" if answers["edges"] == "yes" else "--no-edges"]
    line += ["--backwards"] if answers.get("backwards") == "1" else []
    for option, value in (("--title", title), ("--address", address)):
        line += [option, value] if value else []
    return EventProcess(line)
