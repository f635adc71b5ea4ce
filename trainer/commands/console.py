"""What the trainer's commands share: how they answer programs, and how they end when they are told to."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from engine.errors import GanvasError
from engine.sentences import to_json_line

AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
Checkpoint = Annotated[
    str | None,
    typer.Option(
        "--from", metavar="CHECKPOINT", help="This one instead of the newest: its file, or pictures seen."
    ),
]
Second = Annotated[
    list[Path] | None, typer.Option("--second", help="Pictures of the second domain; repeatable.")
]
Domains = Annotated[
    list[str] | None, typer.Option("--domain", help="What chooses A, and then what chooses B.")
]
AsEvents = Annotated[bool, typer.Option("--events", help="Answer in events, one JSON object a line.")]


def end_when_terminated() -> None:
    """From here on SIGTERM unwinds, so that whatever is under way is put away; a second changes nothing."""
    signal.signal(signal.SIGTERM, _end)


@contextmanager
def failures_as_events(wanted: bool = True) -> Iterator[None]:
    """Tell a program of an error by an event, beside the sentence that ends the command."""
    try:
        yield
    except GanvasError as error:
        if wanted:
            print(to_json_line({"event": "failed", "reason": error.sentence}), flush=True)
        raise


def _end(number: int, _: FrameType | None) -> None:
    with suppress(ValueError):
        signal.signal(number, signal.SIG_IGN)
    raise SystemExit(128 + number)
