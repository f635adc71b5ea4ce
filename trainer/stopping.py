"""Why a run ends early: a signal, or a request in its folder; every process of a run agrees on it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Literal

import torch
from accelerate import Accelerator

from trainer.run_lock import asked

Reason = Literal["", "stopped", "paused"]
_REASONS: tuple[Reason, ...] = ("", "stopped", "paused")


class Stopping:
    """What a run looks at between two steps.

    Args:
        folder: of the run, where requests are left.
        accelerator: the processes that must agree.
    """

    def __init__(self, folder: Path, accelerator: Accelerator) -> None:
        self.folder, self.accelerator = folder, accelerator
        self.signals: list[int] = []

    def reason(self) -> Reason:
        """Why to end now; nothing to go on. Every process of the run gets the same answer."""
        own: Reason = "stopped" if self.signals else ""
        if not own and self.accelerator.is_main_process:
            own = {"pause": "paused", "stop": "stopped"}.get(asked(self.folder), "")  # type: ignore[assignment]
        if self.accelerator.num_processes == 1:
            return own
        # A process that stopped alone would leave the others waiting for its gradients.
        votes = torch.zeros(len(_REASONS), device=self.accelerator.device)
        votes[_REASONS.index(own)] = 1
        votes = self.accelerator.reduce(votes, "sum")
        return next((reason for reason in ("stopped", "paused") if votes[_REASONS.index(reason)] > 0), "")


@contextmanager
def stopping(folder: Path, accelerator: Accelerator) -> Iterator[Stopping]:
    """Take note of SIGINT and SIGTERM for as long as the block lasts."""
    noted = Stopping(folder, accelerator)

    def note(number: int, _: FrameType | None) -> None:
        noted.signals.append(number)

    previous = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield noted
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
