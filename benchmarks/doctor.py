"""The dataset doctor on 20,000 pictures of 128 pixels, in a folder and in a zip: seconds and memory."""

import io
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

from benchmarks.measuring import Row, report

ROOT = Path(__file__).resolve().parents[1]
COUNT, SIDE, CORES = 20_000, 128, 2
SECONDS, MEGABYTES = 60, 500
# Of the made pictures, so many are recompressed copies of the one before.
COPIES_EVERY = 1000


def run() -> list[Row]:
    """Make the pictures, let the doctor look at them in a process of its own, and watch that one."""
    with tempfile.TemporaryDirectory() as place:
        folder, archive = Path(place) / "pictures", Path(place) / "pictures.zip"
        make_pictures(folder)
        with zipfile.ZipFile(archive, "w") as file:
            for picture in sorted(folder.iterdir()):
                file.write(picture, picture.name)
        return [*rows("a folder", folder), *rows("a zip", archive)]


def make_pictures(folder: Path) -> None:
    """Coloured blocks with fine texture, half of them JPEG and half PNG, some nearly the same as the last."""
    folder.mkdir()
    rng = np.random.default_rng(0)
    for number in range(COUNT):
        copy = number % COPIES_EVERY == 1
        if not copy:
            blocks = Image.fromarray(rng.integers(0, 255, (6, 6, 3), dtype=np.uint8))
            smooth = np.asarray(blocks.resize((SIDE, SIDE), Image.Resampling.BICUBIC)).astype(np.int16)
            texture = rng.integers(-12, 13, (SIDE, SIDE, 1), dtype=np.int16)
            image = Image.fromarray(np.clip(smooth + texture, 0, 255).astype(np.uint8))
        data = io.BytesIO()
        if number % 2:
            image.save(data, "JPEG", quality=70 if copy else 90)
        else:
            image.save(data, "PNG", compress_level=1)
        (folder / f"{number:05}.{'jpg' if number % 2 else 'png'}").write_bytes(data.getvalue())


def rows(what: str, data: Path) -> list[Row]:
    """Seconds of one examination, start of the process included, and the most memory of all its processes."""
    line = [sys.executable, "-m", "trainer", "doctor", str(data), "--kind", "pictures", "--json"]
    began, most = time.monotonic(), 0
    with tempfile.TemporaryFile() as answer:
        process = subprocess.Popen(
            [*line, "--processes", str(CORES)], cwd=ROOT, stdout=answer, stderr=subprocess.DEVNULL
        )
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            most = max(most, memory(watched))
            time.sleep(0.1)
        seconds = time.monotonic() - began
        answer.seek(0)
        found = json.load(answer)
    near = sum(len(one["files"]) for one in found["findings"] if one["code"] == "near_duplicate")
    detail = (
        f"{found['pictures']:,} pictures, {near} of {COUNT // COPIES_EVERY} copies found, {CORES} processes"
    )
    return [
        Row(f"doctor, 20,000 pictures of 128 pixels in {what}", seconds, "s", SECONDS, detail=detail),
        Row(f"doctor, peak memory for {what}", most / 2**20, "MB", MEGABYTES, detail="all its processes"),
    ]


def memory(process: psutil.Process) -> int:
    """Bytes that a process and those it started hold; what they share is counted for each."""
    taken = 0
    with suppress(psutil.Error):
        for one in (process, *process.children(recursive=True)):
            with suppress(psutil.Error):
                taken += one.memory_info().rss
    return taken


if __name__ == "__main__":
    report(run)
