"""Which pictures a run is made of: the section `data` of every configuration."""

from __future__ import annotations

from typing import Literal

from trainer.settings.fields import Section, setting


class DataSettings(Section):
    """Which pictures, and what becomes of them.

    `unpaired` are two sets: `sources` and `sources_b`, or one source in which `domains` says what chooses A
    and what B ("boot/" a folder, "male=1" a label); `unpaired_sketches` draws one half of the photos as A.
    """

    sources: list[str] = setting(
        ...,
        "Pictures",
        "Folders or zips with the training pictures; they are read where they are and never changed.",
        "to be chosen",
        min_length=1,
    )
    kind: Literal[
        "photos", "side_by_side", "folders", "pictures", "face_scenes", "unpaired", "unpaired_sketches"
    ] = setting(
        "photos",
        "Kind of data set",
        "Photos alone, pairs, single pictures, or two sets without pairs.",
        "the first kind that the recipe takes",
    )
    sources_b: list[str] = setting(
        [],
        "Pictures of domain B",
        "Folders or zips of domain B, where A and B are not in the same source.",
        "Ganvas: none, one source holds both",
    )
    domains: list[str] = setting(
        [],
        "Domains A and B",
        'Two texts that choose pictures: what their names begin with ("boot/") or a label ("male=1").',
        "Ganvas: none, folders A and B or two sources tell them apart",
        advanced=True,
        max_length=2,
    )
    backgrounds: list[str] = setting(
        [],
        "Backgrounds",
        "Folders or zips of pictures without faces, which faces are put onto.",
        "Ganvas: none",
    )
    exclude: list[str] = setting(
        [],
        "Left out",
        "Names of pictures that training passes over, as the doctor lists them; the files stay as they are.",
        "Ganvas: none is left out unasked",
        advanced=True,
    )
    labels: list[str] | None = setting(
        None,
        "Labels",
        "Columns of dataset.json that are used; all when empty.",
        "Ganvas: all that the file has",
        advanced=True,
    )
    turning_labels: list[str] = setting(
        [],
        "Labels that turn",
        "Labels whose sign changes when a picture is mirrored, such as the angle of a head.",
        "Ganvas: none is known to turn",
        advanced=True,
    )
    crop: tuple[float, float, float, float] | None = setting(
        None,
        "Crop",
        "The part of every picture that is used: left, top, right, bottom as shares of its sides, 0 to 1.",
        "Ganvas: the whole picture",
        advanced=True,
    )
    direction: Literal["AtoB", "BtoA"] = setting(
        "AtoB",
        "Direction",
        "AtoB makes the second picture of a pair out of the first, BtoA the first out of the second.",
        "Isola et al. 2017, released code",
    )
    crop_to_object: bool = setting(
        True,
        "Crop to the object",
        "Cut away plain background around the object, so that objects are of one size.",
        "Ganvas: photos of single objects",
    )
    flip: bool = setting(
        True,
        "Mirror half of the pictures",
        "Doubles what is seen; turn it off where left and right matter, such as in writing.",
        "Isola et al. 2017, section 6.2; Karras et al. 2020b, section 4",
    )
    load_scale: float = setting(
        286 / 256,
        "Enlarge before the crop",
        "Pictures are enlarged by this factor and a random part is cut out: a little variety for free.",
        "Isola et al. 2017, section 6.2: 286 to 256 pixels",
        advanced=True,
        ge=1,
        le=2,
    )
    validation_fraction: float = setting(
        0.05,
        "Held out",
        "Share of the pictures that training never sees; results are judged on them.",
        "Ganvas: one in twenty",
        advanced=True,
        ge=0,
        lt=1,
    )
    held_out_folders: list[str] = setting(
        ["test", "testA", "testB", "val", "valA", "valB", "valid", "validation"],
        "Held-out folders",
        "Pictures in folders of these names are the held-out ones, where there are others besides; the share "
        "above counts where there are none.",
        "Isola et al. 2017 and Zhu et al. 2017, folders of the published data sets",
        advanced=True,
    )
    workers: int = setting(
        1,
        "Reading processes",
        "Processes that read pictures beside the training; more of them where the graphics card waits.",
        "Ganvas: enough for a step on two cores",
        advanced=True,
        ge=0,
        le=64,
    )
