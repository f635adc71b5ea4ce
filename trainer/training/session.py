"""A run from its configuration: pictures prepared, recipe built, loop started."""

from __future__ import annotations

import os
import sys
import traceback
from functools import partial
from pathlib import Path

from engine.errors import DiskFullError, GanvasError, TrainingError
from engine.files import write_atomically
from engine.sentences import Sentence
from trainer.data.build import held_out_folders, make_dataset, shown_pictures
from trainer.data.doctor.examine import as_doctor_input, examine
from trainer.data.loader import fixed_batch
from trainer.data.shared_pictures import SharedPictures
from trainer.runs.checkpoints import refuse_begun, remove_unfinished
from trainer.runs.events import EventStream
from trainer.runs.lock import Holder, training_alone
from trainer.settings.registry import declaration_of
from trainer.settings.run_config import RunConfig
from trainer.training.distributed import make_accelerator, watched_by_others
from trainer.training.loop import train
from trainer.training.precision import choose_precision, read_choice
from trainer.training.trial import RunTooLongError, is_out_of_memory, too_long_sentence

_DEATH = Sentence(
    "Another process of this run has ended or cannot be reached; checkpoints so far are kept: look at its "
    "messages and resume, on as many processes as there are."
)


def run_training(
    config: RunConfig,
    *,
    resume: bool,
    echo: bool,
    chosen: Path | None = None,
    until: int | None = None,
    command: str = "",
    force: bool = False,
    anyway: bool = False,
) -> None:
    """Train from a configuration until its end or a signal.

    Args:
        config: of the run.
        resume: continue from a checkpoint.
        echo: print the events.
        chosen: the checkpoint to continue from; the newest of the run's folder by default.
        until: stop after this many pictures, as a signal would.
        command: that started it, for the model's card.
        force: take the run over from a process on another machine.
        anyway: begin it however long it will take.

    Raises:
        DiskFullError: the run is paused, because the disk has no room for a checkpoint.
        GanvasError: its kinds say in one sentence what stood in the way.
    """
    folder = Path(config.folder)
    folder.mkdir(parents=True, exist_ok=True)
    with training_alone(folder, force=force) as forced:
        if os.environ.get("RANK", "0") == "0":
            remove_unfinished(folder)
        if forced is not None:
            _say_taken_over(folder, forced, echo)
        _train(
            config,
            folder,
            resume=resume,
            echo=echo,
            chosen=chosen,
            until=until,
            command=command,
            timed=not (resume or anyway),
        )


def _say_taken_over(folder: Path, forced: Holder, echo: bool) -> None:
    events = EventStream(folder / "events.jsonl", echo=echo)
    text = Sentence(
        "The run was taken over from the process {pid} on the machine '{machine}'; end that one if it "
        "still runs.",
        pid=forced.pid,
        machine=forced.machine,
    )
    events.emit({"event": "warning", "text": text})
    events.close()


def _train(
    config: RunConfig,
    folder: Path,
    *,
    resume: bool,
    echo: bool,
    chosen: Path | None,
    until: int | None,
    command: str,
    timed: bool,
) -> None:
    if not resume:
        refuse_begun(folder)
    shared = SharedPictures.of_person()
    accelerator = make_accelerator(config.hardware, partial(choose_precision, folder=folder))
    main = accelerator.is_main_process
    events = EventStream(folder / "events.jsonl" if main else None, echo=echo)
    if command:
        events.emit({"event": "command", "text": command})
    if config.hardware.precision == "auto" and main and (chosen_precision := read_choice(folder)) is not None:
        events.emit(chosen_precision.event())
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
                    shared=shared,
                )
                shown = shown_pictures(config, dataset, shared)
                fixed = fixed_batch(shown, config)
            train(
                config,
                dataset,
                fixed,
                accelerator=accelerator,
                events=events,
                resume=resume,
                chosen=chosen,
                until=until,
                held_out=shown,
                # Several processes would have to agree, and a graphics card is as fast as can be had.
                timed=timed and accelerator.device.type == "cpu" and accelerator.num_processes == 1,
            )
    except RunTooLongError as error:
        refused = too_long_sentence(error, config)
        events.emit({"event": "failed", "reason": str(refused)})
        raise refused from None
    except DiskFullError:
        # The loop has said so, and that the run is paused.
        raise
    except GanvasError as error:
        events.emit({"event": "failed", "reason": str(error)})
        raise
    except Exception as error:
        if accelerator.num_processes > 1 and isinstance(error, RuntimeError) and "onnection" in str(error):
            events.emit({"event": "failed", "reason": _DEATH})
            raise TrainingError(_DEATH) from error
        if is_out_of_memory(error):
            full = _memory_ran_out(config)
            events.emit({"event": "failed", "reason": str(full)})
            raise full from error
        details = folder / "failure.txt"
        write_atomically(details, traceback.format_exc().encode())
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


def _memory_ran_out(config: RunConfig) -> TrainingError:
    """What to go on with: half the batch and twice the batches in a step change nothing else of the run."""
    schedule, multiple = config.schedule, declaration_of(config.recipe).batch_multiple
    batch, size = schedule.batch_size, schedule.size
    if batch % (2 * multiple):
        return TrainingError(
            "Memory ran out with a batch of {batch} pictures of {size} pixels: checkpoints so far are kept; "
            "choose a smaller batch that goes with the recipe, smaller pictures, or narrower networks.",
            batch=batch,
            size=size,
        )
    return TrainingError(
        "Memory ran out with a batch of {batch} pictures of {size} pixels: checkpoints so far are kept; go "
        "on with --set schedule.batch_size={half} --set schedule.accumulate={double}, which takes the "
        "same steps.",
        batch=batch,
        size=size,
        half=batch // 2,
        double=2 * schedule.accumulate,
    )


def _end_after_death(events: EventStream, number: int) -> None:
    """End this process at once: its main thread waits for gradients of one that will send none."""
    events.emit({"event": "failed", "reason": _DEATH, "process": number})
    print(_DEATH, file=sys.stderr, flush=True)
    os._exit(1)
