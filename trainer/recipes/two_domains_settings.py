"""What recipes of two domains declare alike: kinds of pictures, two generators, a sheet of both cycles."""

from __future__ import annotations

from engine.bundle.manifest import PictureKind
from trainer.declaration import setting
from trainer.recipes.base import RecipeSettings

TWO_GENERATORS = {
    "generator_ab": "turns A into B",
    "generator_ba": "turns B into A",
    "discriminator_a": "learns to tell made pictures of A from real ones",
    "discriminator_b": "learns to tell made pictures of B from real ones",
}
BOTH_CYCLES = "Each row a picture of A, as B, and back as A; then a picture of B, as A, and back as B."


class TwoDomainSettings(RecipeSettings):
    """What the pictures of domain A and of domain B show; the bundle's forward way is A to B."""

    kind_a: PictureKind = setting(
        "photo",
        "What A shows",
        "Tells the editor what to give the model: photos, sketches or label maps.",
        "Ganvas: photos, as in most papers",
    )
    kind_b: PictureKind = setting(
        "photo",
        "What B shows",
        "Tells the editor what the model gives.",
        "Ganvas: photos, as in most papers",
    )
