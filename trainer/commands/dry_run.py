"""What `ganvas train --dry-run` says: everything that would happen, while nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trainer.settings.run_config import RunConfig
    from trainer.settings.sections import Reporting


def plan(config: RunConfig, until: int | None = None) -> list[str]:
    """A sentence a line: what would be trained on which pictures, how far, at which sizes, and where to.

    Args:
        config: of a run that would begin, or go on where its folder holds one.
        until: pictures after which it would stop.

    Raises:
        CheckpointError: there is nothing of the name that it starts from.
        DatasetError: its pictures are not there, or do not belong together as it says.
    """
    from trainer.data.counts import count_pictures
    from trainer.runs.folder import checkpoints, pictures_seen
    from trainer.settings.fields import DATA_KINDS
    from trainer.settings.registry import declaration_of

    info, schedule = declaration_of(config.recipe), config.schedule
    if config.start:
        from trainer.training.start import find_start

        # A start that is not there stops the run itself, too.
        find_start(config.start)
    last = min(schedule.pictures, until or schedule.pictures)
    lines = [f"Recipe: {config.recipe} ({info.title}).", f"Pictures: {DATA_KINDS[config.data.kind].label}."]
    for count in count_pictures(config.data):
        how = f"those in folders {', '.join(count.folders)}" if count.folders else "chosen by their content"
        held = f"{count.held_out:,} held out, {how}" if count.held_out else "none held out"
        lines.append(f"{count.what.capitalize()}: {count.trained:,} to train on, {held}.")
        if count.trained < info.enough:
            lines.append(f"Fewer than the {info.enough:,} that are enough ({info.enough_source}).")
    kept = checkpoints(Path(config.folder))
    seen = pictures_seen(kept[-1]) if kept else 0
    step = schedule.batch_size * schedule.accumulate
    sizes = [f"{stage.size} pixels until {stage.until:,}" for stage in schedule.smaller_first]
    lines += [
        f"Size: {', then '.join([*sizes, f'{schedule.size} pixels'])}.",
        f"Length: from {seen:,} to {last:,} pictures, {max(0, -(-(last - seen) // step)):,} steps of {step}.",
        f"Precision: {config.hardware.precision}; device: {config.hardware.device}.",
        f"Start: {config.start or 'from scratch'}." if not kept else f"It goes on from {kept[-1].name}.",
        f"Folder: {config.folder} ({'there already' if Path(config.folder).exists() else 'would be made'}).",
        _reports(config.reporting),
        _time(Path(config.folder), last - seen),
    ]
    return [*lines, "Nothing was written."]


def _reports(reporting: Reporting) -> str:
    def often(pictures: int, seconds: float) -> str:
        return f"every {pictures:,} pictures" + (f" or {seconds:,g} seconds" if seconds else "")

    checkpoint = often(reporting.checkpoints, reporting.checkpoints_seconds)
    sheet = often(reporting.samples, reporting.samples_seconds)
    return f"In it a checkpoint {checkpoint}, the newest {reporting.keep} kept, and a sheet {sheet}."


def _time(folder: Path, pictures: int) -> str:
    """How long it takes, where an earlier session of the run has said how fast it was."""
    from trainer.runs.events import parsed
    from trainer.runs.folder import EVENTS

    speed = 0.0
    if (folder / EVENTS).is_file():
        for line in (folder / EVENTS).read_text("utf-8").splitlines():
            event = parsed(line)
            found = event.get("per_second") if event is not None else None
            speed = float(found) if isinstance(found, int | float) and found > 0 else speed
    if speed <= 0:
        return "Time: not known; `ganvas trial` with this configuration measures it."
    return f"Time: about {max(1, round(pictures / speed / 60)):,} min at the speed of the last session."
