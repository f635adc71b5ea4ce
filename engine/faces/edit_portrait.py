"""Editing the face of a photo, from photo to file: find the face and its code, move sliders, paste back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from engine.backends.backend import Backend, BackendName, DeviceName, open_backend
from engine.bundle.tuned import Changes, TunedBundle
from engine.faces.alignment import EYES, Alignment, Point, align_eyes, middle_square
from engine.faces.detection import bundled_detector, find_face
from engine.faces.generator import Generator
from engine.faces.inversion import DescentProgress, InversionSettings, Inverter
from engine.faces.inversion_io import Inversion
from engine.faces.portrait import EditedFace, Edits, MixedFace, Portrait
from engine.images.codec import write_image
from engine.latent.axes import AxisSet
from engine.requests.generation import GenerateRequest
from engine.requests.replay import request_of_codes, request_of_portrait, sampled_request, with_sliders
from engine.requests.request import to_text
from engine.types import Pixels

Eyes = tuple[Point, Point]


@dataclass(frozen=True)
class LocatedFace:
    """Where a face lies in its photo: its square, and both eyes (x, y), all in photo pixels.

    Of a model that is not of faces it is the photo's middle square, without eyes.
    """

    alignment: Alignment
    eyes: Eyes | tuple[()]


@dataclass(frozen=True, eq=False)
class InvertedPhoto:
    """A photo with the code of its face.

    Attributes:
        photo: (H, W, 3) uint8.
        alignment: of the face in it.
        inversion: the code and what was found with it.
        generator: that makes the face's pictures: the model, or its copy that was tuned for this photo.
    """

    photo: Pixels
    alignment: Alignment
    inversion: Inversion
    generator: Generator


def locate_face(
    photo: Pixels,
    generator: Generator,
    eyes: Eyes | None = None,
    detector: Callable[[], Backend | None] = bundled_detector,
) -> LocatedFace:
    """Where the face of a photo belongs in a model's square.

    Args:
        photo: (H, W), (H, W, 3) or (H, W, 4) uint8.
        generator: whose square it is.
        eyes: the eye on the picture's left and the other one, in photo pixels; None looks for them, where
            the model is of faces.
        detector: opens the network that looks; asked only where it is needed.

    Raises:
        FaceError: no face was found, or nothing can look for one: both eyes must be given.
        ImageError: this is no photo, or the eyes are no face's.
        DeviceError: memory is short.
    """
    if eyes is None and generator.bundle.manifest.image.framing == "centre":
        return LocatedFace(middle_square(photo.shape), ())
    if eyes is None:
        eyes = find_face(photo, detector()).eyes
    return LocatedFace(align_eyes(*eyes, generator.bundle.manifest.image.eyes or EYES), eyes)


def invert_photo(
    photo: Pixels,
    alignment: Alignment,
    generator: Generator,
    settings: InversionSettings,
    backend: BackendName = "auto",
    device: DeviceName = "auto",
    *,
    progress: DescentProgress = lambda stage, step, steps, error: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> InvertedPhoto:
    """Find the code of the face in a photo, and tune the model for it where the settings say so.

    Args:
        photo: (H, W, 3) uint8, any size.
        alignment: of the face in it.
        generator: the model.
        settings: how long to look.
        backend: that a tuned copy of the model is opened with.
        device: of the descent and of a tuned copy; "auto" descends on the CPU.
        progress: told the stage, the step, the steps in all and the error.
        cancelled: asked between steps; the best code so far is kept.

    Raises:
        ImageError: the face lies outside of the photo.
        GanvasError: the model cannot be inverted, or the device is not to be had.
    """
    square = alignment.crop(photo, generator.size)
    inverter = Inverter(generator.bundle, generator.backend, device="cpu" if device == "auto" else device)
    inversion = inverter.invert(square, settings, progress=progress, cancelled=cancelled)
    return inverted_photo(photo, alignment, generator, inversion, backend, device)


def inverted_photo(
    photo: Pixels,
    alignment: Alignment,
    generator: Generator,
    inversion: Inversion,
    backend: BackendName = "auto",
    device: DeviceName = "auto",
) -> InvertedPhoto:
    """A photo whose inversion is at hand already, as `open_inversion` gives it; see `invert_photo`."""
    if inversion.tuning:
        generator = tuned_generator(generator, inversion.tuning, backend, device)
    return InvertedPhoto(photo, alignment, inversion, generator)


def tuned_generator(
    generator: Generator, tuning: Changes, backend: BackendName = "auto", device: DeviceName = "auto"
) -> Generator:
    """A copy of a model that was tuned for one photo (pivotal tuning, Roich et al. 2022).

    Args:
        generator: the model.
        tuning: name to what is added to that weight of its synthesis network.
        backend: that the copy is opened with.
        device: where.

    Raises:
        DeviceError: the device is not to be had.
    """
    bundle = TunedBundle(generator.bundle, "synthesis", tuning)
    return Generator(bundle, open_backend(bundle, backend=backend, device=device))


def edit_portrait(found: InvertedPhoto, axes: AxisSet | None, edits: Edits, path: Path) -> Pixels:
    """Write an inverted photo with edits, its request inside.

    Args:
        found: the photo and its code.
        axes: the model's sliders, or None where it has none.
        edits: sliders, locks and mask.
        path: a picture file; its folder is there.

    Returns:
        The edited photo (H, W, 3) uint8; pixels that no edit reaches are the photo's.

    Raises:
        LatentError: a slider is not known, or moved too far.
        ImageError: the mask is none, or the file cannot be written.
        DeviceError: memory is short.
    """
    noises = found.inversion.noises or None
    portrait = Portrait.of(
        found.photo, found.alignment, found.inversion.ws, found.generator, axes, noises=noises
    )
    edited, _ = write_portrait(path, portrait, edits, found.generator, axes)
    return edited


def write_portrait(
    path: Path, portrait: Portrait, edits: Edits, generator: Generator, axes: AxisSet | None
) -> tuple[Pixels, bool]:
    """Write a portrait with edits; the request goes into the file where one can say how it was made.

    Args:
        path: a picture file.
        portrait: over the full photo, made with `generator` and `axes`.
        edits: what to change.
        generator: that makes the face.
        axes: whose sliders move it, or None where the model has none.

    Returns:
        The edited photo in the photo's shape, and whether its request is in the file: styles that were mixed
        in have no place in one.

    Raises:
        GanvasError: see `edit_portrait`.
    """
    edited = portrait.render(edits)
    recipe = None
    if not isinstance(portrait.face, MixedFace):
        recipe = to_text(request_of_portrait(portrait, edits, generator, axes), portrait.photo)
    write_image(path, edited, recipe=recipe)
    return edited, recipe is not None


def write_face(
    path: Path, face: EditedFace, edits: Edits, generator: Generator, axes: AxisSet | None
) -> tuple[Pixels, bool]:
    """Write a face that lies in no photo, with edits; a mask has no place in a request. See `write_portrait`.

    Returns:
        The picture (S, S, 3) uint8, and whether its request is in the file.
    """
    edited = face.masked(edits, generator.size)
    recipe = None
    if edits.mask is None:
        recipe = to_text(_request_of_face(face, edits, generator, axes))
    write_image(path, edited, recipe=recipe)
    return edited, recipe is not None


def _request_of_face(
    face: EditedFace, edits: Edits, generator: Generator, axes: AxisSet | None
) -> GenerateRequest:
    """A sample that sliders of z move is told by its draw, any other face by its codes of W."""
    moved = edits.moved
    if axes is None or not moved:
        return request_of_codes(generator, face.codes(edits), face.noises or ())
    in_z = axes.of_z(moved)
    if in_z and face.draw is not None and not isinstance(face, MixedFace):
        draw = face.draw
        request = sampled_request(generator, draw.seed, draw.index, draw.psi, labels=draw.labels)
        return with_sliders(request, axes, moved, edits.locked)
    # A request has no place for mixed styles: z is moved and styles are mixed in what it starts from.
    start = face.codes(replace(edits, values={name: moved[name] for name in in_z}))
    request = request_of_codes(generator, start, face.noises or ())
    others = {name: value for name, value in moved.items() if name not in in_z}
    return with_sliders(request, axes, others, edits.locked)
