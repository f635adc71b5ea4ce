"""The long work about faces: refining a code, walking, adding an attribute; each with progress.

The engine is imported inside the functions, so that the window is on screen before any of it loads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from app.document.face import FaceCode
from app.worker.face_messages import AddAttribute, AxesChanged, CodeMade, ExportWalk, RefineFace
from app.worker.long_work import StoppedError, streamed
from app.worker.messages import Progress, Written
from engine.types import Pixels

if TYPE_CHECKING:
    from app.worker.faces import FaceSession

Report = Callable[[Progress], None]
FaceTask = RefineFace | ExportWalk | AddAttribute
WALK_SIDE = 1024
SAMPLES = 4000


def answers(request: FaceTask, session: FaceSession) -> Iterator[Any]:
    """Do one of the tasks: progress first, the answer last."""

    def work(report: Report) -> CodeMade | Written | AxesChanged:
        match request:
            case RefineFace():
                return _refine(request, session, report)
            case ExportWalk():
                return _walk(request, session, report)
            case AddAttribute():
                return _add(request, session, report)

    return streamed(work)


def _refine(request: RefineFace, session: FaceSession, report: Report) -> CodeMade:
    from engine.errors import RequestError
    from engine.faces.inversion import InversionSettings, Inverter

    face = request.face
    if face.photo is None or face.place is None or face.code is None:
        raise RequestError("Only a face in a photo can be refined; open a photo first.")
    square = session.crop(face.photo, face.place)
    backend = session.generator.backend
    device = "cuda" if backend.device.startswith("cuda") else "cpu"
    settings = InversionSettings(steps=request.steps, tuning_steps=request.tuning_steps)
    total = request.steps + request.tuning_steps
    done = [0]

    def progress(stage: str, step: int, steps: int, error: float) -> None:
        done[0] = step + (request.steps if stage == "tune" else 0)
        report(Progress(done[0], total, stage))

    def preview(picture: Pixels) -> None:
        report(Progress(done[0], total, "preview", picture))

    report(Progress(0, total, "optimise"))
    found = Inverter(session.bundle, backend, device=device).invert(
        square, settings, start=face.code.ws, progress=progress, preview=preview, cancelled=session.cancelled
    )
    origin = "tune" if found.tuning else "optimise" if found.noises else face.code.origin
    code = FaceCode(found.ws, origin, found.noises, dict(found.tuning))
    # The picture is the one that sliders start from: made by the backend that makes all others.
    made = session.generator_of(code).synthesise(code.ws[None], noises=code.noises or None)[0]
    closeness: dict[str, float] = {stage: near.perceptual for stage, near in found.closeness.items()}
    return CodeMade(replace(code, picture=np.asarray(made)), found.stopped, closeness)


def _walk(request: ExportWalk, session: FaceSession, report: Report) -> Written:
    from engine.images.animation import write_animation
    from engine.latent.interpolation import walk, walk_length

    if request.stations:
        codes = walk(list(request.stations), request.frames, easing=request.easing, closed=request.closed)
        total = walk_length(len(request.stations), request.frames, request.closed)
        # One at a time, so that the work can be stopped after each.
        frames: Iterator[Pixels] = session.generator.pictures(codes, at_once=1)
    else:
        total = 2 * request.frames if request.closed else request.frames + 1
        frames = _edit_frames(request, session)
    write_animation(
        request.path, _info(frames, total, session, report), frames_per_second=request.frames_per_second
    )
    return Written(request.path, False)


def _info(frames: Iterator[Pixels], total: int, session: FaceSession, report: Report) -> Iterator[Pixels]:
    for number, frame in enumerate(frames):
        if session.cancelled():
            raise StoppedError
        report(Progress(number + 1, total, "walk"))
        yield frame


def _edit_frames(request: ExportWalk, session: FaceSession) -> Iterator[Pixels]:
    """From the face as it was to the face with its edits, and back again where the walk is closed."""
    from engine.errors import RequestError
    from engine.images.resize import shrunk
    from engine.latent.interpolation import EASINGS

    face = request.face
    if face is None or face.code is None:
        raise RequestError("There is no face to walk from; open a photo or take a sample first.")
    last = 2 * request.frames if request.closed else request.frames + 1
    for number in range(last):
        t = number / request.frames
        share = EASINGS[request.easing](min(t, 2 - t))
        values = {name: value * share for name, value in face.values.items()}
        mixing = face.mixing
        if mixing is not None:
            coarse, middle, fine = (amount * share for amount in mixing.amounts)
            mixing = replace(mixing, amounts=(coarse, middle, fine))
        made = session.drawn(replace(face, values=values, mixing=mixing), request.mask)
        yield shrunk(made, WALK_SIDE)


def _add(request: AddAttribute, session: FaceSession, report: Report) -> AxesChanged:
    from engine.latent.axis_examples import add_axis

    def progress(stage: str, done: int, total: int) -> None:
        if session.cancelled():
            raise StoppedError
        report(Progress(done, total, "samples"))

    report(Progress(0, 0, "samples"))
    folders = [request.positive], [request.negative]
    session.axes = add_axis(
        session.generator,
        request.name,
        *folders,
        samples=SAMPLES,
        replace=request.replace,
        progress=progress,
    ).axes
    return AxesChanged(session.axis_infos(), request.name)
