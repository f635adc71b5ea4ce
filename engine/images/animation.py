"""Moving pictures as files: GIF and WebP always, MP4 where a codec is installed."""

from __future__ import annotations

import importlib.util
import itertools
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from engine.errors import ImageError
from engine.files import atomic_path
from engine.types import Pixels

SUFFIXES = (".gif", ".webp", ".mp4")


def write_animation(path: Path, frames: Iterable[Pixels], *, frames_per_second: float = 25.0) -> int:
    """Write frames as an animation that repeats, in the format of its file name, whole or not at all.

    Args:
        path: ending in .gif, .webp or .mp4; MP4 drops the last row or column of an odd size.
        frames: (H, W, 3) uint8, all of one size; taken one at a time where the format allows.
        frames_per_second: GIF rounds the time of a frame to hundredths of a second.

    Returns:
        How many frames were written.

    Raises:
        ImageError: the name's ending is unknown, there are no frames, no codec for MP4 is installed, or the
            disk refuses; an older file is kept.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ImageError("{name} does not end in .gif, .webp or .mp4; choose such a name.", name=path.name)
    if not 0.1 <= frames_per_second <= 120:
        raise ImageError(
            "{frames_per_second:g} frames a second cannot be shown; choose from 0.1 to 120.",
            frames_per_second=frames_per_second,
        )
    if suffix == ".mp4":
        check_mp4()
    counted = _Counted(frames)
    try:
        with atomic_path(path) as temporary:
            if suffix == ".mp4":
                _write_mp4(temporary, counted, frames_per_second)
            else:
                _write_with_pillow(temporary, counted, frames_per_second, suffix)
    except OSError as error:
        reason = error.strerror or "the disk refused"
        raise ImageError(
            "{name} could not be written ({reason}); nothing was changed.", name=path.name, reason=reason
        ) from error
    return counted.count


def check_mp4() -> None:
    """Raise ImageError unless the package av or the program ffmpeg is installed, which write MP4."""
    if not importlib.util.find_spec("av") and _ffmpeg() is None:
        raise ImageError(
            "No MP4 codec is installed: choose .webp or .gif, or install the package 'av' or ffmpeg."
        )


class _Counted:
    """Frames of one even size, counted as they pass."""

    def __init__(self, frames: Iterable[Pixels]) -> None:
        self._frames = iter(frames)
        self.count = 0
        first = next(self._frames, None)
        if first is None:
            raise ImageError("An animation needs at least one frame.")
        self.shape = first.shape
        if first.ndim != 3 or first.shape[2] != 3 or first.dtype != np.uint8:
            raise ImageError("Frames of shape {shape} are not pictures in colour.", shape=first.shape)
        self._all = itertools.chain([first], self._frames)

    def __iter__(self) -> Iterator[Pixels]:
        for frame in self._all:
            if frame.shape != self.shape:
                raise ImageError(
                    "A frame of shape {shape} follows some of {before}.", shape=frame.shape, before=self.shape
                )
            self.count += 1
            yield np.ascontiguousarray(frame)


def _write_with_pillow(path: Path, frames: _Counted, frames_per_second: float, suffix: str) -> None:
    pictures = (Image.fromarray(frame) for frame in frames)
    milliseconds = 1000 / frames_per_second
    if suffix == ".gif":
        # Readers show a hundredth or none at all slowly.
        milliseconds = max(20, round(milliseconds / 10) * 10)
        options: dict[str, Any] = {"disposal": 1}
    else:
        options = {"quality": 90, "method": 4}
    first = next(pictures)
    options |= {"format": suffix[1:].upper(), "save_all": True, "append_images": pictures}
    first.save(path, duration=round(milliseconds), loop=0, **options)


def _write_mp4(path: Path, frames: _Counted, frames_per_second: float) -> None:
    height, width = frames.shape[:2]
    rate = Fraction(frames_per_second).limit_denominator(1000)
    even = (frame[: height // 2 * 2, : width // 2 * 2] for frame in frames)
    if importlib.util.find_spec("av"):
        _write_with_av(path, even, rate)
    else:
        _write_with_ffmpeg(path, even, rate, (width // 2 * 2, height // 2 * 2))


def _write_with_av(path: Path, frames: Iterable[Pixels], rate: Fraction) -> None:
    av = importlib.import_module("av")
    try:
        with av.open(str(path), "w", format="mp4") as container:
            stream = None
            for frame in frames:
                if stream is None:
                    stream = container.add_stream("h264", rate=rate, options={"crf": "18"})
                    stream.height, stream.width, stream.pix_fmt = *frame.shape[:2], "yuv420p"
                picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")
                container.mux(stream.encode(picture))
            if stream is not None:
                container.mux(stream.encode())
    except av.error.FFmpegError as error:
        raise ImageError("The MP4 codec refused ({reason}); choose .webp or .gif.", reason=error) from error


def _write_with_ffmpeg(path: Path, frames: Iterable[Pixels], rate: Fraction, size: tuple[int, int]) -> None:
    program = _ffmpeg()
    assert program is not None
    command = [
        *(program, "-y", "-loglevel", "error", "-f", "rawvideo", "-pixel_format", "rgb24"),
        *("-video_size", f"{size[0]}x{size[1]}", "-framerate", str(rate), "-i", "-"),
        *("-c:v", "libx264", "-crf", "18", "-pix_fmt", "yuv420p", "-f", "mp4", str(path)),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        try:
            for frame in frames:
                process.stdin.write(np.ascontiguousarray(frame).tobytes())
            process.stdin.close()
        except BrokenPipeError:
            pass
        said = process.stderr.read().decode("utf-8", "replace")
    if process.returncode:
        reason = (said.strip().splitlines() or ["no reason given"])[-1]
        raise ImageError("The MP4 codec refused ({reason}); choose .webp or .gif.", reason=reason)


def _ffmpeg() -> str | None:
    """The program, from the system or from the package imageio-ffmpeg."""
    found = shutil.which("ffmpeg")
    if found is None and importlib.util.find_spec("imageio_ffmpeg"):
        program: str = importlib.import_module("imageio_ffmpeg").get_ffmpeg_exe()
        return program
    return found
