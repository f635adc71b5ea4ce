"""Looks at checkpoints, and their import, in processes of their own; torch-free, for `trainer.launch`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from trainer.launch_process import EventProcess


def look_at_checkpoints(
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

    The events are those of `look_at_checkpoints`, with {"event": "finished", "bundle", "bytes", ...} at the
    end.

    Args:
        files: checkpoints of one model.
        output: the bundle, NAME.gmodel.
        answers: to the questions of `look_at_checkpoints`, by their keys.
        title: what the library shows.
        address: where the last file was fetched from.
    """
    line = ["import", "--events", *(str(file) for file in files), "-o", str(output)]
    line += ["--as", answers["family"]] if answers.get("family") else []
    for key in ("input", "result", "size", "doublings"):
        line += [f"--{key}", answers[key]] if answers.get(key) else []
    if "edges" in answers:
        line += ["--edges" if answers["edges"] == "yes" else "--no-edges"]
    line += ["--backwards"] if answers.get("backwards") == "1" else []
    for option, value in (("--title", title), ("--address", address)):
        line += [option, value] if value else []
    return EventProcess(line)
