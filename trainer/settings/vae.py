"""What the autoencoder is for, what it takes, and what it can be told."""

from __future__ import annotations

from trainer.settings.fields import Default, EvaluatedColumns, RecipeInfo, setting
from trainer.settings.shared import SmallGeneratorSettings


class Settings(SmallGeneratorSettings):
    """Settings of the autoencoder beside those of the generator."""

    clamp: float | None = setting(
        256.0,
        "Clamp",
        "The largest number inside the generator; keeps half precision safe.",
        "Karras et al. 2020b, released code",
        advanced=True,
        gt=0,
    )
    lambda_l1: float = setting(
        10.0,
        "Pixel loss weight",
        "Weight of every pixel being like the picture's.",
        "Ganvas: as for the bundled model",
        ge=0,
    )
    lambda_perceptual: float = setting(
        4.0,
        "Perceptual loss weight",
        "Weight of features of a network that knows photos; more is sharper.",
        "Ganvas: as for the bundled model; after Hou et al. 2017",
        ge=0,
    )
    lambda_kl: float = setting(
        0.003,
        "KL weight",
        "More makes random codes good ones and pictures softer.",
        "Ganvas: the start of the bundled model; Kingma and Welling 2014, equation 10",
        ge=0,
    )


RECIPE_INFO = RecipeInfo(
    name="vae",
    settings=Settings,
    data_kinds=("pictures",),
    averaged=("encoder", "mapping", "synthesis"),
    # Eight rows have six pictures of random codes each.
    evaluated=(EvaluatedColumns(2, None, "picture", rows=8),),
    title="Soft pictures quickly (autoencoder)",
    goal="Make soft pictures of a kind after minutes and change photos, as a start for a sharper model.",
    paper='Kingma and Welling 2014, "Auto-Encoding Variational Bayes"',
    data="Pictures of one kind of thing, alike in view and framing.",
    enough=1_000,
    enough_source="Ganvas: with fewer its codes describe the training pictures and little else",
    networks={
        "encoder": "reads a code off a picture",
        "mapping": "turns the code into a style",
        "synthesis": "makes a picture out of a style",
    },
    sheet="Each row a picture, what its code gives back, and pictures out of chance.",
    metrics=("kid",),
    capabilities=("sample", "invert"),
    defaults={
        "schedule.size": Default(64, "Ganvas: as for the bundled model"),
        "schedule.batch_size": Default(16, "Ganvas: as for the bundled model"),
        "schedule.pictures": Default(40_000, "Ganvas: as for the bundled model"),
        "optimiser.learning_rate": Default(1e-3, "Ganvas: as for the bundled model"),
        "optimiser.beta1": Default(0.9, "Kingma and Ba 2015, section 2"),
        "optimiser.beta2": Default(0.99, "Ganvas: as for the bundled model"),
    },
)
