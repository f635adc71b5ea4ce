"""The pictures of a run as its configuration describes them: found, left out, paired, prepared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from engine.errors import ConfigurationError, DatasetError
from trainer.data.face_scenes import FaceScenes, Placing
from trainer.data.hand_drawing import Hand
from trainer.data.labelled import LabelledPictures, PictureDataset, prepare_pictures
from trainer.data.paired import (
    PairedDataset,
    SketchDataset,
    TrainingDataset,
    folder_pairs,
    side_by_side_pairs,
    split_pairs,
)
from trainer.data.preparation import Preparation, prepare_photos
from trainer.data.sources import Exclusion, Split, open_sources, pictures, split_pictures
from trainer.data.unpaired import UnpairedDataset, UnpairedSketches, two_domains
from trainer.recipes.registry import adapted
from trainer.settings.run_config import RunConfig

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
    excluded = Exclusion(data.exclude)
    every = list(pictures(open_sources(data.sources)))
    found = excluded.rest(every)
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
        return adapted(config.recipe, config.settings, shown, Path(config.folder) / "cache", progress)
    if data.kind == "face_scenes":
        faces, others = (
            split_pictures(some, split, data.validation_fraction)
            for some in (found, excluded.rest(pictures(open_sources(data.backgrounds))))
        )
        if not faces:
            raise DatasetError(f"The {split} split holds no face; add pictures.")
        return FaceScenes(faces, others, Placing())
    if data.kind == "unpaired":
        second = excluded.rest(pictures(open_sources(data.sources_b)))
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
    pairs = side_by_side_pairs(found) if data.kind == "side_by_side" else folder_pairs(every, excluded)
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


def shown_pictures(config: RunConfig, training: TrainingDataset) -> TrainingDataset:
    """Held-out pictures for the sample sheets; training pictures where nothing is held out."""
    try:
        return (
            make_dataset(config, "validation", hand=Hand(faithful=1.0))
            if config.data.validation_fraction
            else training
        )
    except DatasetError:
        return training
