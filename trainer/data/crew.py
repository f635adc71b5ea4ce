"""Processes that look at pictures side by side: results in order, few at once, none left when it ends."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import lru_cache
from itertools import chain
from pathlib import Path

from trainer.data.looking import Seen, look
from trainer.data.sources import Picture, PictureSource

# So many pictures go to a process at once, and so many portions wait for each.
_PORTION = 64
_WAITING = 3
# Below this a second process costs more to start than it saves.
_ALONE = 400


def look_at_all(pictures: Sequence[Picture], processes: int) -> Generator[Seen, None, None]:
    """`look` at every picture, in order, by several processes where there are many pictures.

    Closing the iterator, or an exception in who consumes it, ends the processes after the portions in hand.

    Args:
        pictures: what to look at; sources are opened by each process for itself.
        processes: how many; 1 works in this one.
    """
    if processes <= 1 or len(pictures) < _ALONE:
        yield from map(look, pictures)
        return
    places = [(picture.source.path, picture.name) for picture in pictures]
    portions = iter([places[start : start + _PORTION] for start in range(0, len(places), _PORTION)])
    # Spawned: a fork of a program with threads or a graphics card may hang.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_end_with_parent)
    try:
        waiting: deque[Future[list[Seen]]] = deque()
        for portion in chain(portions, [None] * processes * _WAITING):
            if portion is not None:
                waiting.append(pool.submit(_look_at, portion))
            if waiting and (portion is None or len(waiting) >= processes * _WAITING):
                yield from waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _look_at(places: Sequence[tuple[Path, str]]) -> list[Seen]:
    return [look(Picture(_reader(path), name)) for path, name in places]


@lru_cache(maxsize=64)
def _reader(path: Path) -> PictureSource:
    # One for each process: the list of a zip's files is read once, not with every portion.
    return PictureSource(path)


def _end_with_parent() -> None:
    """A killed parent cannot end its processes: each watches for that itself."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
