"""Descriptions and configurations for who must not import torch: asked for, kept, written, checked."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from engine.errors import ConfigurationError
from engine.files import cache_folder, write_atomically
from trainer.runs.process import line_of
from trainer.settings.toml import to_toml

_ROOT = Path(__file__).parents[2]
_PATIENCE = 600


def describe_recipes() -> list[dict[str, Any]]:
    """Every recipe as `describe` gives it: read from the cache, or asked of the trainer.

    The first time after a change of the program takes some seconds, so call it off the GUI thread.

    Raises:
        ConfigurationError: the trainer does not answer; the sentence says why.
    """
    kept = cache_folder() / "recipes" / f"{_digest()}.json"
    try:
        known: list[dict[str, Any]] = json.loads(kept.read_text("utf-8"))
        return known
    except (OSError, ValueError):
        pass
    done = _run(["describe", "--json"])
    try:
        answer: list[dict[str, Any]] = json.loads(done.stdout)
    except ValueError as error:
        said = done.stderr.strip().splitlines() or [f"code {done.returncode}"]
        raise ConfigurationError(
            f"The recipes could not be read ({said[-1]}); nothing was changed: try `ganvas recipes`."
        ) from error
    # Without a cache the next time is slow; that is all.
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(kept, done.stdout.encode())
        for other in kept.parent.glob("*.json"):
            if other != kept:
                other.unlink(missing_ok=True)
    return answer


def write_config(values: Mapping[str, Any], path: Path) -> None:
    """Write a configuration as TOML that `train`, `check`, `doctor` and `trial` read; atomic.

    Args:
        values: by key, sections as mappings; None leaves a key out.
        path: the file; its folder exists.

    Raises:
        TypeError: a value that no configuration has.
        OSError: it cannot be written; what was there is as it was.
    """
    write_atomically(path, to_toml(values).encode("utf-8"))


def check_config(path: Path) -> list[str]:
    """What is wrong with a configuration, one sentence each; empty when a run could start with it.

    Takes some seconds (the trainer reads it), so call it off the GUI thread.
    """
    done = _run(["check", str(path), "--json"])
    try:
        sentences: list[str] = json.loads(done.stdout)["problems"]
    except (ValueError, KeyError, TypeError):
        return done.stderr.strip().splitlines()[-1:] or [f"The check ended with code {done.returncode}."]
    return sentences


def _run(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    line = line_of(arguments)
    try:
        return subprocess.run(
            line,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        minutes = f"the trainer did not answer within {_PATIENCE // 60} minutes"
        return subprocess.CompletedProcess(line, 1, "", minutes)


def _digest() -> str:
    """Of everything that can change a description: this program's own source."""
    state = hashlib.sha256()
    for package in ("engine", "trainer"):
        for file in sorted((_ROOT / package).rglob("*.py")):
            state.update(file.relative_to(_ROOT).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return state.hexdigest()[:24]
