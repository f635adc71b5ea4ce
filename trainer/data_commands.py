"""The trainer's commands `doctor` and `trial`: looks at pictures and at a run before it is begun."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, cast

import typer

from engine.errors import ConfigurationError
from trainer.cli import AsJson, app

AsEvents = Annotated[bool, typer.Option("--events", help="Answer in events, one JSON object a line.")]


class PicturesKind(StrEnum):
    """How the pictures of a dataset belong together."""

    photos = "photos"
    side_by_side = "side_by_side"
    folders = "folders"
    pictures = "pictures"
    face_scenes = "face_scenes"
    unpaired = "unpaired"
    unpaired_sketches = "unpaired_sketches"


@app.command()
def doctor(
    data: Annotated[list[Path], typer.Argument(help="Folders or zips of pictures.")],
    kind: Annotated[
        PicturesKind | None, typer.Option(help="How the pictures belong together; photos alone by default.")
    ] = None,
    recipe: Annotated[
        str | None, typer.Option(help="What is to be trained: it knows how many are enough.")
    ] = None,
    second: Annotated[
        list[Path] | None, typer.Option("--second", help="Pictures of the second kind. May be repeated.")
    ] = None,
    domain: Annotated[
        list[str] | None, typer.Option("--domain", help="What chooses A, and then what chooses B.")
    ] = None,
    exclude: Annotated[
        Path | None, typer.Option(help="A file with a name a line: pictures that are left out.")
    ] = None,
    size: Annotated[int | None, typer.Option(help="Side of the training pictures in pixels.")] = None,
    processes: Annotated[int, typer.Option(min=1, help="How many work side by side.")] = 2,
    as_json: AsJson = False,
    as_events: AsEvents = False,
) -> None:
    """Look at every picture of a dataset and say what is wrong and what training will do about it."""
    from trainer.data.doctor import Kind, Patient, examine
    from trainer.data.suggesting import suggest

    signal.signal(signal.SIGTERM, _leave)
    told = _description(recipe)
    chosen = kind.value if kind else told["data_kinds"][0] if told else "photos"
    names = exclude.read_text("utf-8").splitlines() if exclude else []
    patient = Patient(
        cast(Kind, chosen), tuple(second or ()), tuple(domain or ()), tuple(filter(None, names))
    )
    if told:
        usual = {field["key"]: field["default"] for field in told["fields"]}
        patient = replace(patient, enough=told["enough"], size=usual["schedule.size"])
    if size:
        patient = replace(patient, size=size)

    def progress(done: int, total: int) -> None:
        if as_events:
            print(json.dumps({"event": "progress", "done": done, "total": total}), flush=True)
        elif sys.stderr.isatty():
            print(f"\r{done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)

    report = examine(data, patient, processes=processes, progress=progress)
    if told:
        report = replace(report, suggested=suggest(report, told, side_by_side=chosen == "side_by_side"))
    if as_events:
        print(json.dumps({"event": "report", **report.facts()}), flush=True)
    else:
        print(json.dumps(report.facts()) if as_json else "\n".join(report.sentences()))


@app.command()
def trial(
    config: Annotated[Path, typer.Argument(help="Configuration of the run, TOML.")],
    steps: Annotated[int, typer.Option(min=2, help="How many are measured.")] = 20,
    overrides: Annotated[
        list[str] | None, typer.Option("--set", help="Change one value: section.key=value. May be repeated.")
    ] = None,
) -> None:
    """Train for some steps, keep nothing, and say how long the run will take; one JSON event a line."""
    from trainer.config import read_config
    from trainer.trial import in_events

    signal.signal(signal.SIGTERM, _leave)
    in_events(read_config(config, overrides or []), steps, lambda event: print(json.dumps(event), flush=True))


def _description(recipe: str | None) -> Mapping[str, Any] | None:
    from trainer.launch_recipes import describe_recipes

    if recipe is None:
        return None
    known = {told["name"]: told for told in describe_recipes()}
    if recipe not in known:
        raise ConfigurationError(f"There is no recipe '{recipe}'; there are {', '.join(sorted(known))}.")
    return known[recipe]


def _leave(number: int, _: FrameType | None) -> None:
    # As an exception, so that whatever is under way is put away first; a second signal changes nothing.
    with suppress(ValueError):
        signal.signal(number, signal.SIG_IGN)
    raise SystemExit(128 + number)
