"""Two photos that swap their styles: each keeps its content and is dressed in the other's style."""

from __future__ import annotations

from engine.bundle.manifest import Direction
from engine.images.sketch import photo_to_sketch
from engine.translation.pictures import Translation, make_pictures
from engine.translation.translator import Translator
from engine.types import Pixels


def swap_styles(
    translator: Translator, photos: tuple[Pixels, Pixels], directions: tuple[Direction, Direction]
) -> tuple[Translation, Translation]:
    """Each of two photos in the style of the other (as Huang et al. 2018, figure 6, within a domain).

    A model of sketches that does not lead back knows of a photo's content its lines alone: those are drawn
    first.

    Args:
        translator: with a model that reads styles off pictures.
        photos: (H, W, 3) uint8, any sizes.
        directions: of the first and of the second photo.

    Returns:
        Of the first and of the second photo, one picture each; its style is in its request.

    Raises:
        RequestError: the model does not go those ways, or reads no styles.
    """
    specs = [translator.spec(direction) for direction in directions]
    styles = [translator.encode_style(photos[1 - here], directions[here]) for here in range(2)]
    dressed = []
    for photo, style, direction, spec in zip(photos, styles, directions, specs, strict=True):
        lines = spec.input_kind == "sketch" and "backward" not in translator.directions
        given = photo_to_sketch(photo) if lines else photo
        dressed.append(make_pictures(translator, given, style[None], None, direction))
    return dressed[0], dressed[1]
