"""What commands share: how they answer programs, end when they are told to, and leave their sources alone."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

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


# Options that name what a command writes; everything else that names a file is read.
_WRITTEN = {"output": "-o", "keep": "--keep", "codes": "--codes"}


class SourcesKept(TyperGroup):
    """Commands none of which writes over a file that it is given: it would be gone if that is a mistake."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command, which looks at the files it is given before it begins."""
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            _keep_sources(command)
        return command


def _keep_sources(command: Any) -> None:
    for inner in getattr(command, "commands", {}).values():
        _keep_sources(inner)
    begin = command.callback
    if begin is None:
        return

    @wraps(begin)
    def checked(*arguments: Any, **values: Any) -> Any:
        _refuse_own_source(values)
        return begin(*arguments, **values)

    command.callback = checked


def _refuse_own_source(values: dict[str, Any]) -> None:
    """Refuse an output that is one of the other files that a command is given.

    Raises:
        typer.BadParameter: it is; nothing was written.
    """
    for name, option in _WRITTEN.items():
        written = next(_files(values.get(name)), None)
        others = [value for other, value in values.items() if other != name]
        if written is not None and any(written.samefile(source) for source in _files(others)):
            raise typer.BadParameter(
                f"{written} is one of the files that this command reads; name another one", param_hint=option
            )


def _files(value: object) -> Iterator[Path]:
    """The files that exist among values of options and arguments."""
    if isinstance(value, list | tuple):
        for one in value:
            yield from _files(one)
    elif isinstance(value, str | Path) and str(value):
        with suppress(OSError, ValueError):
            if Path(value).is_file():
                yield Path(value)


def _end(number: int, _: FrameType | None) -> None:
    with suppress(ValueError):
        signal.signal(number, signal.SIG_IGN)
    raise SystemExit(128 + number)
