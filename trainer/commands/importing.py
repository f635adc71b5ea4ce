"""`import` and `export-checkpoint`: published checkpoints become model bundles, and bundles checkpoints."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer

from engine.errors import GanvasError, TensorsError
from engine.files import IMPORTED_SUFFIXES, cache_folder
from engine.sentences import Sentence, joined, to_json_line
from trainer.commands.console import AsEvents, AsJson

commands = typer.Typer()

# How an import tells what it does: lines for a person, or one JSON object a line for a program.


_SECONDS_BETWEEN = 0.1
# Of tensors that do not fit, what a program is told behind the sentence.
_MOST_LISTED = 20


class ImportReporter:
    """Progress on standard error for people; with `events` progress and answers on standard output.

    Args:
        events: one JSON object a line: {"event": "progress", "what", "done", "total"}, and at the end
            "found", "finished" or {"event": "failed", "reason"}.
        quiet: say nothing on the way.
        verbose: list every tensor that kept a file from being understood, before the sentence on it.
    """

    def __init__(self, *, events: bool, quiet: bool = False, verbose: bool = False) -> None:
        self._events, self._quiet, self._verbose = events, quiet, verbose
        self._last, self._info = "", 0.0

    def progress(self, what: str, done: int, total: int) -> None:
        """What is being done, and how far it is; programs hear of it ten times a second at most."""
        new, self._last = what != self._last, what
        if self._events:
            now = time.monotonic()
            if new or done == total or now - self._info >= _SECONDS_BETWEEN:
                self._info = now
                self.event("progress", what=what, done=done, total=total)
        elif new and not self._quiet:
            print(what, file=sys.stderr, flush=True)

    def event(self, kind: str, **facts: Any) -> None:
        """One line for a program."""
        print(to_json_line({"event": kind, **facts}), flush=True)

    @contextmanager
    def ending(self) -> Iterator[None]:
        """Failures become an event where events are told; being terminated unwinds and leaves nothing."""
        previous = signal.signal(signal.SIGTERM, _end)
        try:
            yield
        except GanvasError as error:
            if self._verbose and isinstance(error, TensorsError):
                print(*error.details, sep="\n", file=sys.stderr, flush=True)
            if not self._events:
                raise
            listed = error.details[:_MOST_LISTED] if isinstance(error, TensorsError) else ()
            self.event("failed", reason=joined([str(error), *listed]) if listed else str(error))
            raise SystemExit(1) from error
        except MemoryError as error:
            reason = Sentence("There is not enough memory for this model; nothing was added.")
            if not self._events:
                raise GanvasError(reason) from error
            self.event("failed", reason=reason)
            raise SystemExit(1) from error
        finally:
            signal.signal(signal.SIGTERM, previous)


def _end(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)


class Shows(StrEnum):
    """What pictures show."""

    sketch = "sketch"
    photo = "photo"
    labels = "labels"


class PaddingChoice(StrEnum):
    """What lies around pictures."""

    reflect = "reflect"
    zero = "zero"


class ActivationChoice(StrEnum):
    """What stands behind norms."""

    relu = "relu"
    leaky = "leaky"


class Values(StrEnum):
    """What numbers stand for pictures in a graph."""

    signed = "-1..1"
    unit = "0..1"
    bytes = "0..255"


Files = Annotated[
    list[Path] | None,
    typer.Argument(help=f"Files of one model: {', '.join(IMPORTED_SUFFIXES)}.", show_default=False),
]
Family = Annotated[
    str | None, typer.Option("--as", metavar="FAMILY", help="What it is; found out when left out.")
]
Address = Annotated[
    str | None,
    typer.Option("--from-url", metavar="URL", help="Fetch the file from an HTTPS address first."),
]
Digest = Annotated[
    str | None, typer.Option("--sha256", metavar="HEX", help="That the fetched file must have.")
]
Count = Annotated[int | None, typer.Option("--bytes", min=1, help="How many the fetched file must have.")]


@commands.command("import")
def import_checkpoints(
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The bundle, NAME.gmodel.", show_default=False)
    ],
    files: Files = None,
    family: Family = None,
    size: Annotated[int | None, typer.Option(min=8, help="Side of the pictures; the published one.")] = None,
    input_kind: Annotated[
        Shows | None, typer.Option("--input", help="What the input shows; told by its channels.")
    ] = None,
    output_kind: Annotated[
        Shows | None, typer.Option("--result", help="What the result shows; photos when left out.")
    ] = None,
    backwards: Annotated[
        bool, typer.Option("--backwards", help="Of two networks the first goes from B to A.")
    ] = False,
    edges: Annotated[
        bool | None,
        typer.Option("--edges/--no-edges", help="A label map's last channel holds instances' edges."),
    ] = None,
    doublings: Annotated[
        int | None,
        typer.Option(min=5, max=6, help='SPADE doubles the size 5 ("normal") or 6 ("more") times.'),
    ] = None,
    classes: Annotated[
        str | None,
        typer.Option(metavar="NAME,NAME,...", help="What a conditional generator's classes are called."),
    ] = None,
    code: Annotated[
        int | None,
        typer.Option(min=1, help="Length of the style code that joins the picture (BicycleGAN)."),
    ] = None,
    padding: Annotated[
        PaddingChoice | None,
        typer.Option(help="Around pictures, in MUNIT and UNIT (pad_type); reflect when left out."),
    ] = None,
    activation: Annotated[
        ActivationChoice | None,
        typer.Option(help="Of MUNIT and UNIT (activ), leaky for lrelu; relu when left out."),
    ] = None,
    values: Annotated[
        Values | None,
        typer.Option(help="What numbers stand for pictures in an .onnx file; read off what it makes."),
    ] = None,
    title: Annotated[str | None, typer.Option(help="What the library shows.")] = None,
    licence: Annotated[str | None, typer.Option(help="Of the weights; that of the published system.")] = None,
    half: Annotated[
        bool, typer.Option("--half", help="Store half precision: half the size, slightly other pictures.")
    ] = False,
    url: Address = None,
    sha256: Digest = None,
    count: Count = None,
    address: Annotated[
        str, typer.Option(help="Where the last file is from, for the card.", hidden=True)
    ] = "",
    verbose: Annotated[
        bool, typer.Option("--verbose", help="List every tensor of a file that is not understood.")
    ] = False,
    as_events: AsEvents = False,
    as_json: AsJson = False,
) -> None:
    """Bring in published weights as a model; nothing in the files is ever run."""
    _check_sources(files, url, sha256, count)
    if output.suffix != ".gmodel":
        raise typer.BadParameter("the bundle's name ends in .gmodel", param_hint="-o")
    reporter = ImportReporter(events=as_events, quiet=as_json, verbose=verbose)
    with reporter.ending():
        paths, fetched = _sources(files, url, sha256, count, reporter)
        from trainer.bundling.import_files import import_files
        from trainer.bundling.imported import ImportOptions

        options = ImportOptions(
            size,
            input_kind.value if input_kind else None,
            output_kind.value if output_kind else None,
            backwards,
            edges,
            doublings,
            tuple(name.strip() for name in classes.split(",")) if classes else (),
            code,
            values.value if values else None,
            padding.value if padding else None,
            activation.value if activation else None,
        )
        made = import_files(
            paths,
            output,
            family=family,
            options=options,
            title=title,
            licence=licence,
            half=half,
            addresses={paths[-1]: url or address} if url or address else {},
            progress=reporter.progress,
        )
        if fetched is not None:
            from engine.download import forget

            forget(fetched)
        facts = {
            "bundle": str(made.bundle),
            "bytes": made.bundle.stat().st_size,
            "found": made.sentence,
            "assumed": list(made.assumptions),
            "family": made.family,
            "capabilities": list(made.capabilities),
            "licence": made.licence,
            "seconds": {name: round(value, 3) for name, value in made.seconds.items()},
        }
    if as_events:
        reporter.event("finished", **facts)
    elif as_json:
        print(json.dumps(facts, ensure_ascii=False, indent=1))
    else:
        print(made.sentence, *made.assumptions, sep="\n")
        print(f"Wrote {made.bundle} ({facts['bytes']:,} bytes); it can: {', '.join(made.capabilities)}.")
        print(f"Licence of origin: {made.licence}.")


# The questions that the editor asks before an import are made of this; people import at once.
@commands.command("look", hidden=True)
def scan(
    files: Files = None,
    family: Family = None,
    url: Address = None,
    sha256: Digest = None,
    count: Count = None,
    as_events: AsEvents = False,
) -> None:
    """Say what checkpoint files hold, and what an import would have to be told; a fetched file is kept."""
    _check_sources(files, url, sha256, count)
    reporter = ImportReporter(events=as_events)
    with reporter.ending():
        paths, _ = _sources(files, url, sha256, count, reporter)
        from trainer.bundling.import_questions import scan_into

        facts = scan_into(paths, family, reporter.progress)
    if as_events:
        reporter.event("found", **facts)
    else:
        print(facts["sentence"])


def _check_sources(files: list[Path] | None, url: str | None, sha256: str | None, count: int | None) -> None:
    """Refuse what names nothing to read, and checks of a file that is not fetched."""
    if not files and url is None:
        raise typer.BadParameter("name the files, or an address with --from-url", param_hint="FILES")
    if url is None and (sha256 is not None or count is not None):
        raise typer.BadParameter("it belongs to --from-url", param_hint="--sha256, --bytes")


def _sources(
    files: list[Path] | None, url: str | None, sha256: str | None, count: int | None, reporter: ImportReporter
) -> tuple[list[Path], Path | None]:
    """The files, and which of them was fetched."""
    given = [file.absolute() for file in files or []]
    if url is None:
        return given, None
    from engine.download import Wanted, fetch

    fetched = fetch(Wanted(url, sha256, count), cache_folder() / "downloads", progress=reporter.progress)
    return [*given, fetched], fetched


class LayoutName(StrEnum):
    """Layouts of other programs."""

    junyanz = "junyanz"
    rosinality = "rosinality"


@commands.command("export-checkpoint")
def export_checkpoint(
    model: Annotated[
        str, typer.Argument(help="A model of the library, or a .gmodel file.", show_default=False)
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The checkpoint, NAME.pth.", show_default=False)
    ],
    layout: Annotated[LayoutName, typer.Option(help="Whose names the tensors get.")] = LayoutName.junyanz,
    network: Annotated[str, typer.Option(help="Which of the model's networks.")] = "generator",
    as_json: AsJson = False,
) -> None:
    """Write a model's network as a checkpoint for another program."""
    from engine.bundle.library import Library
    from trainer.bundling.foreign_layouts import export_checkpoint as leave

    count = leave(Library.default().open(model), output, network=network, layout=layout.value)
    facts = {"checkpoint": str(output), "tensors": count, "bytes": output.stat().st_size}
    print(json.dumps(facts) if as_json else f"Wrote {output} ({count} tensors).")
