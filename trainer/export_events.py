"""An export as a stream of events, for a window that shows how far it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.errors import GanvasError
from engine.latent.axes import AxisSet
from trainer.export import export_run


def export_in_events(
    folder: Path, target: Path, *, size: int | None, join: Sequence[Path], axes: AxisSet | None
) -> None:
    """Write a run as a bundle and print `progress` (done, total), then `exported` or `failed`.

    Arguments and errors are those of `export_run`.
    """
    try:
        path = export_run(
            folder,
            target,
            size=size,
            join=join,
            axes=axes,
            progress=lambda done, total: _tell("progress", done=done, total=total),
        )
    except GanvasError as error:
        _tell("failed", reason=str(error))
        raise
    _tell("exported", bundle=str(path), bytes=path.stat().st_size)


def _tell(kind: str, **facts: Any) -> None:
    print(json.dumps({"event": kind, **facts}), flush=True)
