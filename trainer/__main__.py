"""The trainer's own command line: `python -m trainer train|resume|doctor|trial|export|...`.

`ganvas` mounts the same commands. Exit codes: 0 done, 2 wrong usage, 1 failed with one sentence.
"""

from __future__ import annotations

import sys

import typer

from engine.errors import GanvasError
from trainer.commands import bundles, importing, preparing, train
from trainer.commands.console import SourcesKept

app = typer.Typer(
    name="ganvas",
    cls=SourcesKept,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.callback()
def _root() -> None:
    """Train, export and judge models."""


for part in (importing, train, bundles, preparing):
    app.add_typer(part.commands)


def main() -> None:
    """Run a command; a failure is one sentence on standard error."""
    try:
        app()
    except GanvasError as error:
        print(str(error), file=sys.stderr)
        sys.exit(1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        print(f"{error.filename or 'A file'} cannot be used: {reason}.", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
