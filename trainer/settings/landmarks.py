"""What the landmark network is for, what it takes, and what it can be told."""

from __future__ import annotations

from trainer.settings.fields import Default, RecipeInfo, RecipeSettings, Sizes, setting

# `engine.faces.landmark_maps.WINDOW`: that module loads NumPy, which takes longer than all settings together.
_WINDOW = 0.38


class Settings(RecipeSettings):
    """Settings of the landmark network."""

    widths: list[int] = setting(
        [12, 24, 40, 64, 64],
        "Widths",
        "Channels, one number for every halving of the picture.",
        "Ganvas: 0.27 million weights, fast on any processor",
        advanced=True,
        min_length=3,
    )
    depth: int = setting(
        1,
        "Depth",
        "Blocks at every size.",
        "Ganvas: as for the bundled network",
        advanced=True,
        ge=0,
        le=8,
    )
    peak: float = setting(
        0.2,
        "Peak width",
        "How far from a face's middle places still count as near, in distances between the eyes.",
        "Zhou et al. 2019, section 3: scaled with the object",
        advanced=True,
        gt=0,
        le=1,
    )
    jitter: float = setting(
        0.12,
        "Jitter of first guesses",
        "How far first guesses of eyes are taken to be wrong while learning, in distances between the eyes.",
        "Ganvas: as far as first guesses are wrong in the bundled network",
        advanced=True,
        ge=0,
        le=_WINDOW,
    )
    lambda_offset: float = setting(
        1.0,
        "Offset loss weight",
        "How much the places of eyes as seen from the face's middle count.",
        "Zhou et al. 2019, equation 4: 1",
        advanced=True,
        ge=0,
    )
    lambda_eyes: float = setting(
        2.0,
        "Eye loss weight",
        "How much the exact places of eyes count.",
        "Ganvas: eyes are what pictures are turned by",
        ge=0,
    )

    def sizes(self) -> Sizes:
        """Every width halves the side."""
        return Sizes(2 ** len(self.widths), 2 ** len(self.widths))


RECIPE_INFO = RecipeInfo(
    name="landmarks",
    settings=Settings,
    data_kinds=("face_scenes",),
    averaged=("landmarks",),
    title="Faces and eyes",
    goal="Teach a small network to find faces and their eyes in photos.",
    paper='Zhou et al. 2019, "Objects as Points"; Sun et al. 2018, "Integral Human Pose Regression"',
    data="Faces whose eyes all lie at one place, and other pictures as backgrounds.",
    enough=2_000,
    enough_source="Ganvas: the bundled network was trained on 9,900 faces",
    networks={"landmarks": "gives every place a score for a face and the places of its eyes"},
    sheet="Each row a scene, where the network sees faces, and where it sees the left and the right eye.",
    metrics=(),
    capabilities=(),
    defaults={
        "schedule.size": Default(128, "Ganvas: as for the bundled network"),
        "schedule.batch_size": Default(24, "Ganvas: as for the bundled network"),
        "schedule.pictures": Default(40_000, "Ganvas: as for the bundled network"),
        "optimiser.learning_rate": Default(3e-3, "Ganvas: as for the bundled network"),
        "optimiser.beta1": Default(0.9, "Kingma and Ba 2015, section 2"),
        "averaging.half_life": Default(500, "Ganvas: as for the bundled network"),
    },
)
