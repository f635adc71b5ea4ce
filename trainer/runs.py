"""A run from its configuration: pictures prepared, recipe built, loop started."""

from __future__ import annotations

import json
import os
import traceback
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from accelerate import Accelerator

from engine.errors import GanvasError
from trainer.checkpoint import checkpoints
from trainer.config import RunConfig, parse_config
from trainer.data.datasets import (
    PairedDataset,
    SketchDataset,
    TrainingDataset,
    folder_pairs,
    side_by_side_pairs,
    split_pairs,
)
from trainer.data.doctor import examine
from trainer.data.drawing import Hand
from trainer.data.face_scenes import FaceScenes, Placing
from trainer.data.labelled import LabelledPictures, PictureDataset, prepare_pictures
from trainer.data.preparation import Preparation, prepare_photos
from trainer.data.sources import Split, open_sources, pictures, split_pictures
from trainer.data.unpaired import UnpairedDataset, UnpairedSketches, two_domains
from trainer.errors import CheckpointError, ConfigurationError, DatasetError, TrainingError
from trainer.events import EventStream
from trainer.loading import fixed_batch
from trainer.loop import train
from trainer.run_lock import training_alone

Progress = Callable[[int, int], None]


def make_dataset(
    config: RunConfig,
    split: Split,
    *,
    hand: Hand | None = None,
    progress: Progress | None = None,
    warn: Callable[[str], None] | None = None,
) -> TrainingDataset:
    """The pairs or pictures of one split as the configuration describes them.

    Args:
        config: of the run; photos are prepared once and kept in its folder.
        split: which pictures.
        hand: how sketches of photos vary; by default as training draws them.
        progress: called with (done, total) while photos are prepared.
        warn: called with a sentence for each picture that is left out.

    Raises:
        DatasetError: pictures are missing or none is usable.
    """
    data = config.data
    found = list(pictures(open_sources(data.sources)))
    if data.kind == "pictures":
        prepared_pictures = prepare_pictures(
            found,
            config.schedule.size,
            Path(config.folder) / "cache",
            split=split,
            validation_fraction=data.validation_fraction,
            crop=data.crop,
            progress=progress,
            warn=warn,
        )
        labelled = _asked_labels(config, prepared_pictures)
        shown = PictureDataset(labelled, flip=data.flip and split == "train", turning=data.turning_labels)
        return config.settings.adapted(shown, Path(config.folder) / "cache", progress)
    if data.kind == "face_scenes":
        faces, others = (
            split_pictures(some, split, data.validation_fraction)
            for some in (found, pictures(open_sources(data.backgrounds)))
        )
        if not faces:
            raise DatasetError(f"The {split} split holds no face; add pictures.")
        return FaceScenes(faces, others, Placing())
    if data.kind == "unpaired":
        second = list(pictures(open_sources(data.sources_b)))
        domains = two_domains(found, second, data.domains)
        a, b = (split_pictures(heap, split, data.validation_fraction) for heap in domains)
        if not a or not b:
            raise DatasetError(
                f"The {split} split of a domain is empty; add pictures or change data.validation_fraction."
            )
        training = split == "train"
        scale = data.load_scale if training else 1.0
        return UnpairedDataset(a, b, load_scale=scale, flip=data.flip and training)
    channels = int(getattr(config.settings, "condition_channels", 3))
    if data.kind in ("photos", "unpaired_sketches"):
        if data.kind == "photos" and channels != 1:
            raise ConfigurationError(
                'data.kind = "photos" makes grey sketches: set settings.condition_channels = 1.'
            )
        prepared = prepare_photos(
            found,
            Preparation(size=config.schedule.size, crop_to_object=data.crop_to_object),
            Path(config.folder) / "cache",
            split=split,
            validation_fraction=data.validation_fraction,
            workers=data.workers,
            progress=progress,
            warn=warn,
        )
        dataset = SketchDataset if data.kind == "photos" else UnpairedSketches
        return dataset(prepared, hand or Hand(), flip=data.flip and split == "train")
    pairs = side_by_side_pairs(found) if data.kind == "side_by_side" else folder_pairs(found)
    kept = split_pairs(pairs, split, data.validation_fraction)
    if not kept:
        raise DatasetError(
            f"The {split} split holds no pair; add pictures or change data.validation_fraction."
        )
    training = split == "train"
    return PairedDataset(
        kept,
        direction=data.direction,
        condition_channels=channels,
        load_scale=data.load_scale if training else 1.0,
        flip=data.flip and training,
    )


def _asked_labels(config: RunConfig, prepared: LabelledPictures) -> LabelledPictures:
    names = config.data.labels
    labelled = prepared if names is None else prepared.with_labels(names)
    size = int(getattr(config.settings, "label_size", 0))
    if not size:
        return labelled
    if labelled.labels.shape[1] != size:
        raise ConfigurationError(
            f"settings.label_size is {size} and the pictures have {labelled.labels.shape[1]} labels; "
            "set it to their number, or choose some with data.labels."
        )
    missing = int(np.isnan(labelled.labels).any(axis=1).sum())
    if missing:
        raise DatasetError(
            f"{missing} pictures lack a label that the model is to depend on; choose others with data.labels."
        )
    return labelled


def read_run(folder: Path) -> RunConfig:
    """The configuration that a run's folder was started with.

    Raises:
        CheckpointError: the folder holds no run.
    """
    try:
        values = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError(f"'{folder}' holds no run (its config.json cannot be read).") from error
    return parse_config(values)


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
        raise CheckpointError(f"'{folder}' already holds a run; add --resume, or name another folder.")
    if config.hardware.threads:
        torch.set_num_threads(config.hardware.threads)
    precision = "bf16" if config.hardware.precision == "bfloat16" else "no"
    accelerator = Accelerator(mixed_precision=precision, cpu=config.hardware.device == "cpu")
    main = accelerator.is_main_process
    events = EventStream(folder / "events.jsonl" if main else None, echo=echo)
    if command:
        events.emit("command", text=command)
    try:
        if main and not resume:
            report = examine([*config.data.sources, *config.data.sources_b], kind=config.data.kind)
            events.emit("doctor", report=report.sentences())
        with accelerator.main_process_first():
            dataset = make_dataset(
                config,
                "train",
                progress=lambda done, total: events.emit("progress", preparing=done, of=total),
                warn=lambda sentence: events.emit("warning", text=sentence),
            )
            fixed = fixed_batch(_shown_pictures(config, dataset), config)
        train(config, dataset, fixed, accelerator=accelerator, events=events, resume=resume, until=until)
    except GanvasError as error:
        events.emit("failed", reason=str(error))
        raise
    except Exception as error:
        details = folder / "failure.txt"
        details.write_text(traceback.format_exc(), "utf-8")
        sentence = f"Training failed ({type(error).__name__}): checkpoints so far are kept; see '{details}'."
        events.emit("failed", reason=sentence)
        raise TrainingError(sentence) from error
    finally:
        events.close()
        if accelerator.num_processes > 1 and "RANK" in os.environ:
            accelerator.end_training()


def _shown_pictures(config: RunConfig, training: TrainingDataset) -> TrainingDataset:
    """Held-out pictures for the sample sheets; training pictures where nothing is held out."""
    try:
        return (
            make_dataset(config, "validation", hand=Hand(faithful=1.0))
            if config.data.validation_fraction
            else training
        )
    except DatasetError:
        return training
