"""Make a picture again from the recipe written into it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from engine.backends.backend import reopen_backend
from engine.bundle.library import Library
from engine.bundle.tuned import TunedBundle, tuning_digest
from engine.errors import RequestError
from engine.faces.blending import change_between, paste
from engine.faces.generator import Generator
from engine.faces.portrait import Edits, Portrait
from engine.latent.axes import AxisSet
from engine.latent.axis_store import AxisStore
from engine.requests.generation import GenerateRequest, rows_of
from engine.requests.portrait import PortraitRequest, mask_bytes
from engine.requests.request import digest_of, from_text, guide_of_text
from engine.translation.tiling import translate_full_size
from engine.translation.translator import Translator
from engine.types import Codes, Draw, Pixels

# Requests for generated pictures, made and followed: codes, sliders, noise.


def sampled_request(
    generator: Generator,
    seed: int,
    index: int = 0,
    psi: float = 1.0,
    noise_seed: int | None = None,
    labels: Sequence[float] = (),
) -> GenerateRequest:
    """The request for one of a seed's pictures, with noise of a seed or the model's stored noise.

    Of a conditional model, `labels` is the label that it is drawn with.
    """
    given = tuple(float(value) for value in labels)
    request = _request(generator, seed=seed, index=index, psi=psi, noise_seed=noise_seed)
    return replace(request, labels=given)


def request_of_codes(
    generator: Generator, ws: Codes, noises: Sequence[NDArray[np.floating]] = ()
) -> GenerateRequest:
    """The request for the picture of codes (layers, w), with noise (r, r) of each layer or the stored."""
    noise = np.concatenate([np.ravel(layer) for layer in noises]) if noises else np.empty(0)
    return _request(generator, ws=rows_of(ws), noise=tuple(float(value) for value in noise))


def with_sliders(
    request: GenerateRequest, axes: AxisSet, values: Mapping[str, float], locked: Collection[str] = ()
) -> GenerateRequest:
    """A request with sliders moved; those at 0 are left out.

    Raises:
        LatentError: an axis is not known, or a value is out of bounds.
    """
    moved = {name: float(value) for name, value in values.items() if value}
    axes.check(moved, locked, has_z=request.seed is not None)
    named = axes.only({*moved, *locked}) if moved else None
    return replace(
        request,
        axes=tuple(moved.items()),
        locked=tuple(locked) if moved else (),
        axes_digest="" if named is None else named.digest(),
    )


def codes_of(request: GenerateRequest, generator: Generator, axes: AxisSet | None) -> Codes:
    """The codes (layers, w) that a request asks for, sliders included.

    Args:
        request: whose model is the generator's.
        generator: the model.
        axes: all that the model has, or None.

    Raises:
        RequestError: the codes do not fit the model, or an axis is not the one that the picture was made
            with.
        LatentError: a slider moves z, and the codes are given.
    """
    mapped = None
    if request.seed is None:
        ws = request.codes()
    else:
        mapped = partial(generator.drawn_ws, Draw(request.seed, request.index, request.psi, request.labels))
        ws = mapped()
    if ws.shape != (generator.num_ws, generator.w_size):
        raise RequestError("The recipe's codes, {shape}, do not fit the model.", shape=ws.shape)
    if not request.axes:
        return ws
    names = {*(name for name, _ in request.axes), *request.locked}
    known = () if axes is None else axes.names
    if axes is None or not names <= set(known) or axes.only(names).digest() != request.axes_digest:
        raise RequestError(
            "The sliders of this picture are not those that the model has here; add them again."
        )
    return axes.moved(ws, dict(request.axes), request.locked, mapped)


def picture_of(
    request: GenerateRequest, generator: Generator, axes: AxisSet | None, size: int | None = None
) -> Pixels:
    """The picture (S, S, 3) uint8 that a request asks for.

    Args:
        request: see `codes_of`, as are the others.
        generator: the model; one of a `TunedBundle` where the request has tuned weights.
        axes: all that the model has, or None.
        size: one of the generator's; None for the full picture.

    Raises:
        RequestError: the request does not fit the model, or needs weights that were tuned for one document.
    """
    bundle = generator.bundle
    own = tuning_digest(bundle.changes) if isinstance(bundle, TunedBundle) else ""
    if request.tuning_digest != own:
        raise RequestError(
            "This picture is of a copy of the model that was tuned for one document; open that document."
        )
    ws = codes_of(request, generator, axes)[None]
    if not request.noise:
        return np.asarray(generator.synthesise(ws, noise_seed=request.noise_seed, size=size)[0])
    sides = generator.noise_sizes
    ends = np.cumsum([side * side for side in sides])
    if len(request.noise) != ends[-1]:
        raise RequestError("The recipe's noise does not fit the model.")
    parts = np.split(np.asarray(request.noise, dtype=np.float32), ends[:-1])
    noises = [part.reshape(side, side) for part, side in zip(parts, sides, strict=True)]
    return np.asarray(generator.synthesise(ws, noises=noises, size=size)[0])


def _request(
    generator: Generator,
    *,
    seed: int | None = None,
    index: int = 0,
    psi: float = 1.0,
    noise_seed: int | None = None,
    ws: tuple[tuple[float, ...], ...] = (),
    noise: tuple[float, ...] = (),
) -> GenerateRequest:
    bundle = generator.bundle
    return GenerateRequest(
        model=bundle.manifest.name,
        model_digest=bundle.digest,
        seed=seed,
        index=index,
        psi=psi,
        ws=ws,
        noise_seed=noise_seed,
        noise=noise,
        axes=(),
        locked=(),
        axes_digest="",
        tuning_digest=tuning_digest(bundle.changes) if isinstance(bundle, TunedBundle) else "",
        backend=generator.backend.name,
        precision=generator.backend.precision,
    )


# Requests for edited photos, made and followed.


def request_of_portrait(
    portrait: Portrait, edits: Edits, generator: Generator, axes: AxisSet | None
) -> PortraitRequest:
    """The recipe of `portrait.render(edits)`.

    Args:
        portrait: over the full photo, made with `generator` and `axes`.
        edits: what was changed.
        generator: that made the face.
        axes: whose sliders moved it, or None where the model has none.

    Raises:
        LatentError: a slider is not known.
        ImageError: the mask is none.
    """
    face = request_of_codes(generator, portrait.face.ws, portrait.face.noises or ())
    if axes is not None:
        face = with_sliders(face, axes, edits.moved, edits.locked)
    return PortraitRequest(
        face=face,
        photo_digest=digest_of(portrait.photo),
        alignment=portrait.alignment,
        edge=portrait.edge,
        mask=mask_bytes(edits.mask),
    )


def portrait_of(
    request: PortraitRequest, photo: Pixels | None, generator: Generator, axes: AxisSet | None
) -> Pixels:
    """The edited photo that a request asks for, in the photo's shape.

    Args:
        request: whose model is the generator's.
        photo: the one of the request's digest.
        generator: see `engine.requests.replay.picture_of`, as are the axes.
        axes: all that the model has, or None.

    Raises:
        RequestError: the photo is missing or another one, or the request does not fit the model.
    """
    if photo is None or digest_of(photo) != request.photo_digest:
        raise RequestError("The recipe is of a photo that it does not hold; open that photo to go on.")
    still = replace(request.face, axes=(), locked=(), axes_digest="")
    unedited = picture_of(still, generator, None)
    edited = picture_of(request.face, generator, axes)
    change = change_between(request.alignment.crop(photo, generator.size), unedited, edited)
    limit = request.mask_pixels()
    return paste(photo, request.alignment, change, edge=request.edge, limit=limit).onto(photo)


def redo(recipe: str, library: Library) -> NDArray[np.uint8]:
    """The picture that a recipe describes, (H, W, 3) uint8.

    Args:
        recipe: text written by `engine.requests.request.to_text`.
        library: where the model is looked for.

    Raises:
        RequestError: the recipe is broken, or the library's model of that name is another one.
        LibraryError: there is no such model.
    """
    request, picture = from_text(recipe)
    bundle = library.open(request.model, digest=request.model_digest)
    if bundle.digest != request.model_digest:
        raise RequestError(
            "The model '{model}' here is another version than the one that made the picture; "
            "install that version to make it again.",
            model=request.model,
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
    guide = guide_of_text(recipe, request)
    return np.asarray(translator.translate(picture, style, request.direction, guide)[0])
