"""Make a picture again from the recipe written into it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.backends import reopen_backend
from engine.errors import RequestError
from engine.full_size import translate_full_size
from engine.generate import Generator
from engine.generate_request import GenerateRequest
from engine.generated import picture_of
from engine.latent.axis_store import AxisStore
from engine.library import Library
from engine.portrait_redo import portrait_of
from engine.portrait_request import PortraitRequest
from engine.request import from_text
from engine.translate import Translator


def redo(recipe: str, library: Library) -> NDArray[np.uint8]:
    """The picture that a recipe describes, (H, W, 3) uint8.

    Args:
        recipe: text written by `engine.request.to_text`.
        library: where the model is looked for.

    Raises:
        RequestError: the recipe is broken, or the library's model of that name is another one.
        LibraryError: there is no such model.
    """
    request, picture = from_text(recipe)
    bundle = library.open(request.model)
    if bundle.digest != request.model_digest:
        raise RequestError(
            f"The model '{request.model}' here is another version than the one that made the picture; "
            "install that version to make it again."
        )
    backend = reopen_backend(bundle, request.backend)
    if isinstance(request, GenerateRequest):
        return picture_of(request, Generator(bundle, backend), AxisStore().of(bundle))
    if isinstance(request, PortraitRequest):
        return portrait_of(request, picture, Generator(bundle, backend), AxisStore().of(bundle))
    if picture is None:
        raise RequestError("The recipe holds no input picture; the picture itself is unharmed.")
    style = np.asarray([request.style], dtype=np.float32)
    translator = Translator(bundle, backend)
    if request.full_size:
        return np.asarray(translate_full_size(translator, picture, style, request.direction)[0])
    return np.asarray(translator.translate(picture, style, request.direction)[0])
