"""The trainer's commands `describe` and `check`: what recipes there are, whether a configuration stands."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from engine.files import write_atomically
from trainer.cli import AsJson, app


@app.command()
def describe(
    recipe: Annotated[str | None, typer.Argument(help="One recipe; all when left out.")] = None,
    as_json: AsJson = False,
    page: Annotated[Path | None, typer.Option(help="Write the page of all recipes to this file.")] = None,
) -> None:
    """Say what recipes are for, what they take, and every setting with its default and source."""
    from trainer.describe import describe as described
    from trainer.describe import describe_all, describe_shared
    from trainer.recipe_page import recipe_text, recipes_page, recipes_text

    if page is not None:
        write_atomically(page, recipes_page(describe_all(), describe_shared()).encode())
    elif as_json:
        print(json.dumps(describe_all() if recipe is None else [described(recipe)]))
    else:
        print(recipes_text(describe_all()) if recipe is None else recipe_text(described(recipe)))


@app.command()
def check(
    config: Annotated[Path, typer.Argument(help="Configuration of a run, TOML.")], as_json: AsJson = False
) -> None:
    """Say what is wrong with a configuration; nothing is trained."""
    from trainer.checking import problems

    found = problems(config)
    if as_json:
        print(json.dumps({"problems": found}))
    elif not found:
        print("A run can start with it.")
    else:
        print("\n".join(found), file=sys.stderr)
    raise typer.Exit(1 if found else 0)
