"""Processes for tests of training: forked from one that imported PyTorch and has done nothing else.

A fork of the tests' own process would inherit the threads of windows, which autograd refuses.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from typing import Any

_CLEAN = multiprocessing.get_context("forkserver")
_CLEAN.set_forkserver_preload(["trainer.training.session", "trainer.recipes.registry"])


def clean_process(target: Callable[..., Any], *args: Any, **options: Any) -> ForkServerProcess:
    """A process that has not begun; it starts its own as one does that a person started."""
    return _CLEAN.Process(target=_as_a_person_would, args=(target, args, options))


def _as_a_person_would(target: Callable[..., Any], args: tuple[Any, ...], options: dict[str, Any]) -> None:
    # It was told to start servers, too; those of a killed run would stay, half a gigabyte each.
    multiprocessing.set_start_method(None, force=True)
    target(*args, **options)
