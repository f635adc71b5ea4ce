"""Processes for tests of training: forked from one that imported PyTorch and has done nothing else.

A fork of the tests' own process would inherit the threads of windows, which autograd refuses.
"""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import ForkServerContext

CLEAN: ForkServerContext = multiprocessing.get_context("forkserver")
CLEAN.set_forkserver_preload(["trainer.runs", "trainer.recipes"])
