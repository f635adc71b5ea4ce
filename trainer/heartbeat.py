"""The processes of a spread run watch each other: when one dies the others end, in less than a minute.

A process that waits for another's gradients would wait for ever, or for the half hour after which its library
gives up. Beats come from a thread of their own, so that a process that is merely busy counts as alive.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from accelerate import Accelerator
from torch.distributed import Store, TCPStore  # type: ignore[attr-defined]

BEAT, PATIENCE = 2.0, 30.0


class Heartbeat:
    """Beats for this process and listens for the others.

    Args:
        store: that all processes of the run share.
        rank: this process's number.
        processes: how many there are.
        died: called from a thread with the number of a process that beats no more, once.
        patience: seconds without a beat after which a process is dead.
    """

    def __init__(
        self,
        store: Store,
        rank: int,
        processes: int,
        died: Callable[[int], None],
        *,
        patience: float = PATIENCE,
    ) -> None:
        self._store, self._rank, self._died, self._patience = store, rank, died, patience
        self._others = [number for number in range(processes) if number != rank]
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._live, daemon=True)

    def start(self) -> None:
        """Begin to beat and to listen."""
        self._thread.start()

    def stop(self) -> None:
        """End without anybody's taking it for a death."""
        self._ended.set()
        self._thread.join()

    def _live(self) -> None:
        heard = {number: (0, time.monotonic()) for number in self._others}
        while not self._ended.wait(BEAT):
            try:
                self._store.add(_key(self._rank), 1)
                # Adding nothing reads a number without waiting for it to exist.
                beats = {number: self._store.add(_key(number), 0) for number in self._others}
            except RuntimeError:
                # The store lives in the first process, or in the launcher beside it.
                if not self._ended.is_set():
                    self._died(0)
                return
            now = time.monotonic()
            for number, count in beats.items():
                if count != heard[number][0]:
                    heard[number] = (count, now)
                elif now - heard[number][1] > self._patience:
                    self._died(number)
                    return


def _key(rank: int) -> str:
    return f"ganvas/beats/{rank}"


@contextmanager
def watched_by_others(accelerator: Accelerator, died: Callable[[int], None]) -> Iterator[None]:
    """Beat and listen for as long as the block lasts; alone, do nothing.

    Args:
        accelerator: of the run.
        died: called from a thread when another process has died.
    """
    if accelerator.num_processes == 1:
        yield
        return
    # A connection of its own: the one that gradients use is held while it waits.
    store = TCPStore(
        os.environ["MASTER_ADDR"],
        int(os.environ["MASTER_PORT"]),
        is_master=False,
        timeout=timedelta(seconds=PATIENCE),
        wait_for_workers=False,
    )
    heartbeat = Heartbeat(store, accelerator.process_index, accelerator.num_processes, died)
    heartbeat.start()
    try:
        yield
    finally:
        heartbeat.stop()
