"""One call of `ganvas translate`: what was asked for, and the loop from sketches to files."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Literal

from app.choices import DirectionChoice
from app.pictures import (
    Translated,
    choose_styles,
    open_translator,
    pictures_in,
    translate_all,
    write_pictures,
)
from engine.backends.backend import BackendName, DeviceName
from engine.bundle.manifest import Way
from engine.images.codec import write_image
from engine.images.contact_sheet import contact_sheet

WAY_OF: dict[DirectionChoice, Way] = {
    DirectionChoice.a_to_b: "forward",
    DirectionChoice.b_to_a: "backward",
    DirectionChoice.b_to_b: "restyle_output",
    DirectionChoice.a_to_a: "restyle_input",
}


@dataclass(frozen=True)
class Batch:
    """What to translate and where to: a folder of pictures, one picture file, or one contact sheet."""

    sketches: tuple[Path, ...]
    output: Path
    model: str
    count: int
    seed: int
    exemplars: tuple[Path, ...]
    weights: tuple[float, ...] | None
    way: Way
    layout: Literal["folder", "file", "sheet"]
    suffix: str
    backend: BackendName
    device: DeviceName
    full_size: bool = False


def run_batch(batch: Batch, *, say: Callable[[str], object], warn: Callable[[str], object]) -> dict[str, Any]:
    """Translate everything; `say` gets a line for every sketch and `warn` the backend's notices.

    Returns:
        What `--json` prints: model, backend, device, seed, the files with their times, seconds in all.

    Raises:
        GanvasError: a model, picture or device cannot be used; pictures written before that stay.
    """
    start = time.perf_counter()
    sketches = pictures_in(batch.sketches)
    translator = open_translator(batch.model, backend=batch.backend, device=batch.device)
    translator.way(batch.way)
    styles = choose_styles(translator, batch.count, batch.seed, batch.exemplars, batch.weights, batch.way)
    opened = time.perf_counter() - start
    say(f"Opened {translator.bundle.manifest.title} in {opened:.2f} s.")
    answers: list[dict[str, Any]] = []
    rows: list[Translated] = []
    taken: set[str] = set()
    seed = batch.seed if not batch.exemplars else None

    def tell_round(done: int, most: int) -> None:
        say(f"Too large to be made whole: round {done + 1} over its tiles, of {most} at most.")

    for translated in translate_all(
        translator, sketches, styles, seed, batch.way, full_size=batch.full_size, progress=tell_round
    ):
        files: list[Path] = []
        if batch.layout == "folder":
            files = write_pictures(translated, batch.output, batch.suffix, taken)
        elif batch.layout == "file":
            batch.output.parent.mkdir(parents=True, exist_ok=True)
            write_image(batch.output, translated.pictures[0], recipe=translated.recipe(0))
            files = [batch.output]
        else:
            rows.append(translated)
        took = translated.milliseconds
        say(f"{translated.source.name}: {_pictures(len(translated.pictures))} in {took:.0f} ms")
        answers.append(
            {
                "sketch": str(translated.source),
                "pictures": [str(file) for file in files],
                "milliseconds": round(took, 2),
            }
        )
    if rows:
        batch.output.parent.mkdir(parents=True, exist_ok=True)
        write_image(batch.output, contact_sheet([(row.sketch, list(row.pictures)) for row in rows]))
    for notice in translator.backend.notices():
        warn(notice)
    backend, seconds = translator.backend, time.perf_counter() - start
    typical = median(answer["milliseconds"] for answer in answers) / len(styles)
    say(
        f"Wrote {batch.output}: {_pictures(len(answers) * len(styles))} in {seconds:.2f} s, "
        f"{typical:.1f} ms for one ({backend.name} on {backend.device}, {backend.precision})."
    )
    return {
        "model": translator.bundle.manifest.name,
        "model_digest": translator.bundle.digest,
        "backend": backend.name,
        "device": backend.device,
        "precision": backend.precision,
        "direction": batch.way,
        "full_size": batch.full_size,
        "seed": batch.seed,
        "style_from": [str(path) for path in batch.exemplars],
        "output": str(batch.output),
        "sketches": answers,
        "milliseconds_per_picture": typical,
        "seconds": round(seconds, 3),
    }


def _pictures(count: int) -> str:
    return "1 picture" if count == 1 else f"{count} pictures"
