"""What commands share: how they end, by one sentence and a dependable exit code; opening the editor."""

import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import NoReturn

from engine.errors import ConfigurationError, GanvasError

DONE, FAILED, WRONG_USAGE = 0, 1, 2


def guarded(action: Callable[[], object]) -> int:
    """Run a command and return its exit code: 0 done, 2 wrong usage, 1 failed with one sentence on stderr.

    An error that Ganvas did not foresee leaves its traceback in a log file, which the sentence names.
    """
    try:
        action()
    except SystemExit as exit_request:
        return exit_code(exit_request)
    except ConfigurationError as error:
        # One sentence for everything that is wrong.
        for sentence in str(error).splitlines():
            complain(sentence)
    except GanvasError as error:
        complain(str(error))
    except KeyboardInterrupt:
        complain("Stopped. What was already written stays.")
    except MemoryError:
        complain("There is not enough memory for this; try fewer styles or smaller pictures.")
    except OSError as error:
        if error.filename is None:
            complain(unforeseen(error))
        else:
            complain(f"{error.filename} cannot be used: {(error.strerror or type(error).__name__).lower()}.")
    except Exception as error:
        complain(unforeseen(error))
    else:
        return DONE
    return FAILED


def open_editor(file: Path | None = None, model: str | None = None) -> NoReturn:
    """Open the editor and end with its exit code when it closes; Qt is imported for this alone."""
    from app.start import run_editor

    sys.exit(run_editor(file, model=model))


def exit_code(exit_request: SystemExit) -> int:
    """The number that a SystemExit stands for; Python allows None and text there too."""
    if exit_request.code is None:
        return DONE
    return exit_request.code if isinstance(exit_request.code, int) else FAILED


def complain(sentence: str) -> None:
    """Put one line on stderr, whatever line breaks the message holds."""
    print(f"ganvas: {' '.join(sentence.split())}", file=sys.stderr, flush=True)


def unforeseen(error: BaseException) -> str:
    """Write the traceback of an unforeseen error to a log file; return the sentence that names the file."""
    report = "".join(traceback.format_exception(error))
    name = f"error-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.log"
    for folder in (log_folder(), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(report, encoding="utf-8")
        except OSError:
            continue
        return f"Ganvas ran into an error of its own ({type(error).__name__}); see {folder / name}."
    return f"Ganvas ran into an error of its own ({type(error).__name__}: {error})."


def log_folder() -> Path:
    """Where logs go: GANVAS_HOME/logs when that is set, else the platform's folder for logs."""
    home = os.environ.get("GANVAS_HOME")
    if home:
        return Path(home) / "logs"
    import platformdirs

    return Path(platformdirs.user_log_dir("ganvas", appauthor=False))


# What several commands let a person choose from.


class DirectionChoice(StrEnum):
    """From which kind of pictures to which, A being what a model's forward way starts from."""

    a_to_b = "AtoB"
    b_to_a = "BtoA"
    b_to_b = "BtoB"
    a_to_a = "AtoA"


class BackendChoice(StrEnum):
    """What a model can run on."""

    auto = "auto"
    openvino = "openvino"
    onnx = "onnx"
    torch = "torch"


class DeviceChoice(StrEnum):
    """Where a model can run."""

    auto = "auto"
    cpu = "cpu"
    cuda = "cuda"
    mps = "mps"
