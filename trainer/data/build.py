"""The pictures of a run as its configuration describes them: found, left out, paired, prepared.

`DATASETS` has one builder for each `data.kind`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.errors import ConfigurationError, DatasetError
from engine.types import Progress
from trainer.data.changes import Present, look_after
from trainer.data.datasets import (
    PairedDataset,
    SketchDataset,
    TrainingDataset,
    UnpairedDataset,
    UnpairedSketches,
)
from trainer.data.face_scenes import FaceScenes, Placing
from trainer.data.hand_drawing import StrokeJitter
from trainer.data.labelled import LabelledPictures, PictureDataset, prepare_pictures
from trainer.data.layouts import Pair, folder_pairs, side_by_side_pairs, split_pairs, two_domains
from trainer.data.preparation import Preparation, PreparedPhotos, prepare_photos
from trainer.data.shared_pictures import SharedPictures
from trainer.data.sources import (
    Exclusion,
    Picture,
    Split,
    held_out_folder,
    open_sources,
    pictures,
    settled_by_folders,
    split_pictures,
)
from trainer.recipes.registry import adapted
from trainer.settings.data import DataSettings
from trainer.settings.run_config import RunConfig


@dataclass(frozen=True)
class DatasetSource:
    """What a builder of `DATASETS` makes a split's pictures out of.

    Attributes:
        config: of the run.
        split: which pictures.
        strokes: how sketches of photos vary; None as training draws them.
        progress: called with (done, total) while photos are prepared.
        warn: called with a sentence for each picture that is left out.
        shared: prepared pictures of other runs; None keeps the run's own ones in its folder.
    """

    config: RunConfig
    split: Split
    strokes: StrokeJitter | None = None
    progress: Progress | None = None
    warn: Callable[[str], None] | None = None
    shared: SharedPictures | None = None

    @property
    def data(self) -> DataSettings:
        """The configuration's section on pictures."""
        return self.config.data

    @property
    def cache(self) -> Path:
        """The run's folder of what is made of its pictures, unless runs share it."""
        return Path(self.config.folder) / "cache"

    @property
    def flip(self) -> bool:
        """Whether pictures are mirrored by chance: in training alone, and where that is asked for."""
        return self.data.flip and self.split == "train"

    @property
    def load_scale(self) -> float:
        """How much larger pictures are loaded than they are cut; held-out ones are not cut."""
        return self.data.load_scale if self.split == "train" else 1.0

    @property
    def condition_channels(self) -> int:
        """Channels of what a model translates; colour where its settings say nothing."""
        return int(getattr(self.config.settings, "condition_channels", 3))

    @property
    def excluded(self) -> Exclusion:
        """Pictures that are left out."""
        return Exclusion(self.data.exclude)

    def found(self, sources: Sequence[str]) -> list[Picture]:
        """The pictures of some sources without those that are left out.

        Raises:
            DatasetError: a source is missing or holds no picture.
        """
        return self.excluded.rest(pictures(open_sources(sources)))

    def present(self, *sets: Sequence[Picture], halved: bool = False) -> Present:
        """Pictures that are read in place, as this session finds them; says once what is no longer so."""
        found = [picture for some in sets for picture in some]
        present = look_after(found, self.cache, halved=halved, progress=self.progress)
        if self.warn is not None and present.warning:
            self.warn(present.warning)
        return present

    def settled(self, some: Sequence[Picture]) -> list[Picture]:
        """Pictures of one set, those in folders of held-out ones marked as such."""
        return settled_by_folders(some, self.data.held_out_folders)

    def of_split(self, some: Sequence[Picture]) -> list[Picture]:
        """Those of some pictures that belong to the split."""
        return split_pictures(self.settled(some), self.split, self.data.validation_fraction)


def make_dataset(
    config: RunConfig,
    split: Split,
    *,
    strokes: StrokeJitter | None = None,
    progress: Progress | None = None,
    warn: Callable[[str], None] | None = None,
    shared: SharedPictures | None = None,
) -> TrainingDataset:
    """The pairs or pictures of one split as the configuration describes them.

    Args:
        config: of the run; photos are prepared once and kept, in its folder unless they are shared.
        split: which pictures.
        strokes: how sketches of photos vary; by default as training draws them.
        progress: called with (done, total) while photos are prepared.
        warn: called with a sentence for each picture that is left out.
        shared: prepared pictures of other runs.

    Raises:
        DatasetError: pictures are missing or none is usable.
    """
    return DATASETS[config.data.kind](DatasetSource(config, split, strokes, progress, warn, shared))


def _pictures(source: DatasetSource) -> TrainingDataset:
    config, data = source.config, source.data
    prepared = prepare_pictures(
        source.settled(source.found(data.sources)),
        config.schedule.size,
        source.cache,
        split=source.split,
        validation_fraction=data.validation_fraction,
        shared=source.shared,
        crop=data.crop,
        progress=source.progress,
        warn=source.warn,
    )
    shown = PictureDataset(_asked_labels(config, prepared), flip=source.flip, turning=data.turning_labels)
    return adapted(config.recipe, config.settings, shown, source.cache, source.progress)


def _face_scenes(source: DatasetSource) -> TrainingDataset:
    found = source.found(source.data.sources), source.found(source.data.backgrounds)
    usable = set(source.present(*found).usable)
    faces, others = (source.of_split([p for p in some if p in usable]) for some in found)
    if not faces:
        raise DatasetError("The {split} split holds no face; add pictures.", split=source.split)
    return FaceScenes(faces, others, Placing())


def _unpaired(source: DatasetSource) -> TrainingDataset:
    first, second = source.found(source.data.sources), source.found(source.data.sources_b)
    domains = two_domains(first, second, source.data.domains)
    usable = set(source.present(*domains).usable)
    a, b = (source.of_split([p for p in domain if p in usable]) for domain in domains)
    if not a or not b:
        raise DatasetError(
            "The {split} split of a domain is empty; add pictures or change data.validation_fraction.",
            split=source.split,
        )
    return UnpairedDataset(a, b, load_scale=source.load_scale, flip=source.flip)


def _unpaired_sketches(source: DatasetSource) -> TrainingDataset:
    prepared = _prepared_photos(source, source.found(source.data.sources))
    return UnpairedSketches(prepared, source.strokes or StrokeJitter(), flip=source.flip)


def _photos(source: DatasetSource) -> TrainingDataset:
    config = source.config
    found = source.found(source.data.sources)
    if int(getattr(config.settings, "condition_channels", 1)) != 1:
        raise ConfigurationError(
            'data.kind = "photos" makes grey sketches: set settings.condition_channels = 1.'
        )
    drawn = SketchDataset(_prepared_photos(source, found), source.strokes or StrokeJitter(), flip=source.flip)
    return adapted(config.recipe, config.settings, drawn, source.cache, source.progress)


def _side_by_side(source: DatasetSource) -> TrainingDataset:
    usable = source.present(source.found(source.data.sources), halved=True).usable
    return _paired(source, side_by_side_pairs(source.settled(usable)))


def _folders(source: DatasetSource) -> TrainingDataset:
    # With a picture that is left out, or lost, its partner is, too: the pairs are told of both.
    every = list(pictures(open_sources(source.data.sources)))
    lost = source.present(source.excluded.rest(every)).lost
    out = Exclusion([*source.data.exclude, *(picture.file for picture in lost)])
    return _paired(source, folder_pairs(source.settled(list(dict.fromkeys([*every, *lost]))), out))


DATASETS: Mapping[str, Callable[[DatasetSource], TrainingDataset]] = {
    "photos": _photos,
    "side_by_side": _side_by_side,
    "folders": _folders,
    "pictures": _pictures,
    "face_scenes": _face_scenes,
    "unpaired": _unpaired,
    "unpaired_sketches": _unpaired_sketches,
}


def _prepared_photos(source: DatasetSource, found: Sequence[Picture]) -> PreparedPhotos:
    data = source.data
    return prepare_photos(
        source.settled(found),
        Preparation(size=source.config.schedule.size, crop_to_object=data.crop_to_object),
        source.cache,
        split=source.split,
        validation_fraction=data.validation_fraction,
        shared=source.shared,
        workers=data.workers,
        progress=source.progress,
        warn=source.warn,
    )


def _paired(source: DatasetSource, pairs: Sequence[Pair]) -> TrainingDataset:
    kept = split_pairs(pairs, source.split, source.data.validation_fraction)
    if not kept:
        raise DatasetError(
            "The {split} split holds no pair; add pictures or change data.validation_fraction.",
            split=source.split,
        )
    return PairedDataset(
        kept,
        direction=source.data.direction,
        condition_channels=source.condition_channels,
        load_scale=source.load_scale,
        flip=source.flip,
    )


def _asked_labels(config: RunConfig, prepared: LabelledPictures) -> LabelledPictures:
    names = config.data.labels
    labelled = prepared if names is None else prepared.with_labels(names)
    size = int(getattr(config.settings, "label_size", 0))
    if not size:
        return labelled
    if labelled.labels.shape[1] != size:
        raise ConfigurationError(
            "settings.label_size is {size} and the pictures have {count} labels; set it to their "
            "number, or choose some with data.labels.",
            size=size,
            count=labelled.labels.shape[1],
        )
    missing = int(np.isnan(labelled.labels).any(axis=1).sum())
    if missing:
        raise DatasetError(
            "{count} pictures lack a label that the model is to depend on; choose others with data.labels.",
            count=missing,
        )
    return labelled


def held_out_folders(config: RunConfig) -> list[str]:
    """Names of the folders whose pictures a run holds out, sorted; none where content decides alone."""
    data = config.data
    sets = [Exclusion(data.exclude).rest(pictures(open_sources(s))) for s in (data.sources, data.sources_b)]
    if data.kind == "unpaired":
        sets = list(two_domains(sets[0], sets[1], data.domains))
    elif data.kind == "face_scenes":
        sets.append(Exclusion(data.exclude).rest(pictures(open_sources(data.backgrounds))))
    held = [
        p
        for some in sets
        for p in settled_by_folders(some, data.held_out_folders)
        if p.in_split == "validation"
    ]
    return sorted({str(held_out_folder(picture, data.held_out_folders)) for picture in held})


def shown_pictures(
    config: RunConfig, training: TrainingDataset, shared: SharedPictures | None = None
) -> TrainingDataset:
    """Held-out pictures for the sample sheets; training pictures where nothing is held out."""
    try:
        return (
            make_dataset(config, "validation", strokes=StrokeJitter(faithful=1.0), shared=shared)
            if config.data.validation_fraction or held_out_folders(config)
            else training
        )
    except DatasetError:
        return training
