"""A run from its configuration: pictures prepared, recipe built, loop started."""

from __future__ import annotations

import os
import sys
import traceback
from functools import partial
from pathlib import Path

from engine.errors import CheckpointError, GanvasError, TrainingError
from engine.sentences import Sentence
from trainer.data.build import held_out_folders, make_dataset, shown_pictures
from trainer.data.doctor.examine import as_doctor_input, examine
from trainer.data.loader import fixed_batch
from trainer.runs.events import EventStream
from trainer.runs.lock import training_alone
from trainer.settings.registry import declaration_of
from trainer.settings.run_config import RunConfig
from trainer.training.checkpoints import checkpoints
from trainer.training.distributed import make_accelerator, watched_by_others
from trainer.training.loop import train

_DEATH = Sentence(
    "Another process of this run has ended or cannot be reached; checkpoints so far are kept: look at its "
    "messages and resume, on as many processes as there are."
)


def run_training(
    config: RunConfig, *, resume: bool, echo: bool, until: int | None = None, command: str = ""
) -> None:
    """Train from a configuration until its end or a signal.

    Args:
        config: of the run.
        resume: continue from the newest checkpoint of the run's folder.
        echo: print the events.
        until: stop after this many pictures, as a signal would.
        command: that started it, for the model's card.

    Raises:
        GanvasError: its kinds say in one sentence what stood in the way.
    """
    folder = Path(config.folder)
    folder.mkdir(parents=True, exist_ok=True)
    with training_alone(folder):
        _train(config, folder, resume=resume, echo=echo, until=until, command=command)


def _train(
    config: RunConfig, folder: Path, *, resume: bool, echo: bool, until: int | None, command: str
) -> None:
    if not resume and checkpoints(folder):
        raise CheckpointError(
            "'{folder}' already holds a run; add --resume, or name another folder.", folder=folder
        )
    accelerator = make_accelerator(config.hardware)
    main = accelerator.is_main_process
    events = EventStream(folder / "events.jsonl" if main else None, echo=echo)
    if command:
        events.emit({"event": "command", "text": command})
    try:
        with watched_by_others(accelerator, partial(_end_after_death, events)):
            if main and not resume:
                enough = declaration_of(config.recipe).enough
                doctor_input = as_doctor_input(config.data, config.schedule.size, enough)
                report = examine(config.data.sources, doctor_input)
                events.emit({"event": "doctor", "report": report.sentences()})
            share, folders = config.data.validation_fraction, held_out_folders(config)
            events.emit({"event": "held_out", "share": share, "folders": folders})
            with accelerator.main_process_first():
                dataset = make_dataset(
                    config,
                    "train",
                    progress=lambda done, total: events.emit(
                        {"event": "progress", "preparing": done, "of": total}
                    ),
                    warn=lambda sentence: events.emit({"event": "warning", "text": sentence}),
                )
                shown = shown_pictures(config, dataset)
                fixed = fixed_batch(shown, config)
            train(
                config,
                dataset,
                fixed,
                accelerator=accelerator,
                events=events,
                resume=resume,
                until=until,
                held_out=shown,
            )
    except GanvasError as error:
        events.emit({"event": "failed", "reason": str(error)})
        raise
    except Exception as error:
        if accelerator.num_processes > 1 and isinstance(error, RuntimeError) and "onnection" in str(error):
            events.emit({"event": "failed", "reason": _DEATH})
            raise TrainingError(_DEATH) from error
        details = folder / "failure.txt"
        details.write_text(traceback.format_exc(), "utf-8")
        sentence = Sentence(
            "Training failed ({kind}): checkpoints so far are kept; see '{details}'.",
            kind=type(error).__name__,
            details=details,
        )
        events.emit({"event": "failed", "reason": sentence})
        raise TrainingError(sentence) from error
    finally:
        events.close()
        if accelerator.num_processes > 1 and "RANK" in os.environ:
            accelerator.end_training()


def _end_after_death(events: EventStream, number: int) -> None:
    """End this process at once: its main thread waits for gradients of one that will send none."""
    events.emit({"event": "failed", "reason": _DEATH, "process": number})
    print(_DEATH, file=sys.stderr, flush=True)
    os._exit(1)
