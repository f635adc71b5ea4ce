"""The command line `ganvas`, and `python -m app`: the editor opens without what only other commands need."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from app.cli.console import DONE, FAILED, WRONG_USAGE, guarded, open_editor
from engine.files import PICTURE_FORMATS


class EditorCall(NamedTuple):
    """What the editor is opened with: a document or a picture, and a model of the library."""

    file: Path | None = None
    model: str | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 failed, 2 wrong usage."""
    chosen = list(sys.argv[1:] if arguments is None else arguments)
    call = editor_call(chosen)
    if call is not None:
        return guarded(lambda: open_editor(*call))
    if chosen and names_file(chosen[0]):
        chosen = ["edit", *chosen]
    # The commands' declarations, and the library that reads them, take longer to load than a window.
    from app.cli.root import cli

    code = guarded(lambda: cli(args=chosen, prog_name="ganvas"))
    # Training that was told to end gives 128 and the signal's number: not done, which is all a script asks.
    return code if code in (DONE, FAILED, WRONG_USAGE) else FAILED


def editor_call(arguments: Sequence[str]) -> EditorCall | None:
    """What plain words ask of the editor: `[edit] [FILE] [--model NAME]`, or nothing at all.

    Without `edit` the file comes first, and is told from the commands by its ending, which none of them has.

    Returns None for other commands, and for everything that help or a complaint must answer.
    """
    if not arguments:
        return EditorCall()
    named = names_file(arguments[0])
    if arguments[0] != "edit" and not named:
        return None
    call, words = EditorCall(), iter(arguments if named else arguments[1:])
    for word in words:
        if word == "--model":
            name = next(words, "-")
            if name.startswith("-"):
                return None
            call = call._replace(model=name)
        elif word.startswith("-") or call.file is not None:
            return None
        else:
            call = call._replace(file=Path(word))
    return call


def names_file(word: str) -> bool:
    """Whether a word ends as the files that the editor opens, which no command does."""
    return Path(word).suffix.lower() in (".ganvas", *PICTURE_FORMATS)


if __name__ == "__main__":
    sys.exit(main())
