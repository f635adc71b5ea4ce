"""`recipes`, `check` and `doctor`: what can be trained, and whether configuration and pictures will do."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from engine.errors import CheckpointError, ConfigurationError, DatasetError
from engine.files import write_atomically
from engine.sentences import to_json_line
from trainer.commands.console import (
    AsEvents,
    AsJson,
    Domains,
    Second,
    end_when_terminated,
    failures_as_events,
)

if TYPE_CHECKING:
    from trainer.data.doctor.report import Finding
    from trainer.settings.run_config import RunConfig

commands = typer.Typer()


@commands.command()
def recipes(
    name: Annotated[str | None, typer.Argument(help="One recipe, with all of its settings.")] = None,
    as_json: AsJson = False,
    as_toml: Annotated[
        bool, typer.Option("--toml", help="Print a configuration of this recipe to start from.")
    ] = False,
    page: Annotated[
        Path | None, typer.Option(help="Write the page of all recipes to this file.", hidden=True)
    ] = None,
) -> None:
    """List what can be trained and what for; of one recipe every setting with its default and source."""
    from trainer.settings.describe import (
        describe,
        describe_all,
        describe_shared,
        recipe_text,
        recipes_page,
        recipes_text,
        starting_toml,
    )

    if page is not None:
        write_atomically(page, recipes_page(describe_all(), describe_shared()).encode())
    elif as_toml:
        if name is None:
            raise ConfigurationError("A configuration is of one recipe; name it: ganvas recipes NAME --toml.")
        print(starting_toml(name), end="")
    elif as_json:
        print(json.dumps(describe_all() if name is None else [describe(name)]))
    else:
        print(recipes_text(describe_all()) if name is None else recipe_text(describe(name)))


# What version 0.1 called it on the trainer's own command line.
commands.command("describe", hidden=True)(recipes)


@commands.command()
def check(
    config: Annotated[Path, typer.Argument(help="A configuration, TOML.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Say what is wrong with a configuration, without training."""
    found = problems(config)
    remarks = [] if found else _remarks(config)
    if as_json:
        print(json.dumps({"problems": found, "remarks": remarks}))
    elif not found:
        print("\n".join(["A run can start with it.", *remarks]))
    else:
        print("\n".join(found), file=sys.stderr)
    raise typer.Exit(1 if found else 0)


def problems(path: Path) -> list[str]:
    """One sentence for everything that is wrong with a configuration; empty when a run can start.

    Args:
        path: the TOML; its sources are looked for, their pictures are not read (the doctor does that).
    """
    from trainer.data.layouts import require_clear_kind
    from trainer.settings.registry import declaration_of
    from trainer.settings.run_config import parse_config, read_values, says_kind

    try:
        values = read_values(path)
        config = parse_config(values)
    except ConfigurationError as error:
        return str(error).splitlines()
    found = [*_data(config), *_files(config)]
    if not found and not says_kind(values):
        try:
            require_clear_kind(config.data, declaration_of(config.recipe))
        except ConfigurationError as error:
            found.append(str(error))
    return found


def _remarks(path: Path) -> list[str]:
    from trainer.settings.problems import beyond_the_run
    from trainer.settings.run_config import read_config

    return [str(sentence) for sentence in beyond_the_run(read_config(path))]


def new_run(path: Path, overrides: Sequence[str] = (), preset: str = "") -> RunConfig:
    """The configuration of a run that begins; arguments as of `read_config`.

    Raises:
        ConfigurationError: it is wrong, or its pictures look like another kind than it would take them for.
        DatasetError: a source is missing or holds no picture.
    """
    from trainer.data.layouts import require_clear_kind
    from trainer.settings.registry import declaration_of
    from trainer.settings.run_config import parse_config, read_values, says_kind

    values = read_values(path, overrides, preset)
    config = parse_config(values)
    if not says_kind(values):
        require_clear_kind(config.data, declaration_of(config.recipe))
    return config


def _data(config: RunConfig) -> list[str]:
    from trainer.data.sources import open_sources

    sentences = []
    for source in (*config.data.sources, *config.data.sources_b, *config.data.backgrounds):
        try:
            open_sources([source])
        except DatasetError as error:
            sentences.append(str(error))
    if config.data.kind == "face_scenes" and not config.data.backgrounds:
        sentences.append("data.backgrounds names no pictures; faces are put onto some: name a folder or zip.")
    if config.data.kind == "photos" and getattr(config.settings, "condition_channels", 1) != 1:
        sentences.append('data.kind = "photos" makes grey sketches: set settings.condition_channels = 1.')
    return sentences


def _files(config: RunConfig) -> list[str]:
    from trainer.runs.checkpoints import checkpoints

    sentences = []
    if checkpoints(Path(config.folder)):
        sentences.append(
            f"folder: '{config.folder}' already holds a run; name another folder, or continue that run."
        )
    if config.start:
        # The library is opened for a name alone.
        from trainer.training.start import find_start

        try:
            find_start(config.start)
        except CheckpointError as error:
            sentences.append(f"start: {error}")
    generator = getattr(config.settings, "generator", "")
    if generator and not Path(generator).expanduser().exists():
        sentences.append(
            f"settings.generator: '{generator}' does not exist; name a bundle or a run's folder."
        )
    return sentences


def _size_finding(recipe: str, kind: str, size: int) -> Finding | None:
    """What the doctor says of a size that a recipe does not take."""
    from trainer.data.doctor.report import Finding
    from trainer.settings.problems import size_problem
    from trainer.settings.registry import declaration_of
    from trainer.settings.run_config import with_starting_values

    info = declaration_of(recipe)
    values = with_starting_values({"recipe": recipe, "data": {"kind": kind}, "schedule": {"size": size}})
    # Not validated: a generator or attributes that have no default say nothing about sizes.
    problem = size_problem(info, info.settings.model_construct(**values.get("settings", {})), kind, size)
    return Finding("size", problem, "training does not start", "error") if problem else None


class PicturesKind(StrEnum):
    """How the pictures of a data set belong together."""

    photos = "photos"
    side_by_side = "side_by_side"
    folders = "folders"
    pictures = "pictures"
    face_scenes = "face_scenes"
    unpaired = "unpaired"
    unpaired_sketches = "unpaired_sketches"


@commands.command()
def doctor(
    data: Annotated[
        list[Path], typer.Argument(help="Folders or zips of training pictures.", show_default=False)
    ],
    kind: Annotated[
        PicturesKind | None, typer.Option(help="How the pictures belong together; photos alone by default.")
    ] = None,
    recipe: Annotated[
        str | None, typer.Option(help="What is to be trained: it knows how many are enough.")
    ] = None,
    second: Second = None,
    domain: Domains = None,
    exclude: Annotated[
        Path | None, typer.Option(help="A file with a name a line: pictures that are left out.")
    ] = None,
    size: Annotated[int | None, typer.Option(min=8, help="Side of the training pictures in pixels.")] = None,
    processes: Annotated[int, typer.Option(min=1, help="How many work side by side.")] = 2,
    as_json: AsJson = False,
    as_events: AsEvents = False,
) -> None:
    """Look through training pictures and say, file by file, what is wrong with them."""
    from trainer.data.doctor.examine import DoctorInput, Kind, examine
    from trainer.data.doctor.report import suggest
    from trainer.settings.describe import describe

    end_when_terminated()
    info = None if recipe is None else describe(recipe)
    chosen = kind.value if kind else info["data_kinds"][0] if info else "photos"
    names = exclude.read_text("utf-8").splitlines() if exclude else []
    doctor_input = DoctorInput(
        cast(Kind, chosen), tuple(second or ()), tuple(domain or ()), tuple(filter(None, names))
    )
    if info:
        usual = {field["key"]: field["default"] for field in info["fields"]}
        doctor_input = replace(doctor_input, enough=info["enough"], size=usual["schedule.size"])
    if size:
        doctor_input = replace(doctor_input, size=size)

    def progress(done: int, total: int) -> None:
        if as_events:
            print(json.dumps({"event": "progress", "done": done, "total": total}), flush=True)
        elif sys.stderr.isatty():
            print(f"\r{done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)

    with failures_as_events(as_events):
        report = examine(data, doctor_input, processes=processes, progress=progress)
    if recipe is not None and (finding := _size_finding(recipe, chosen, doctor_input.size)):
        report = replace(report, findings=(finding, *report.findings))
    if info:
        report = replace(report, suggested=suggest(report, info, side_by_side=chosen == "side_by_side"))
    if as_events:
        print(to_json_line({"event": "report", **report.facts()}), flush=True)
    else:
        print(json.dumps(report.facts()) if as_json else "\n".join(report.sentences()))
