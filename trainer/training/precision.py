"""What `hardware.precision = "auto"` becomes: bfloat16 where this machine computes with it clearly faster.

Two kernels are timed that every recipe spends its time in, a convolution and a matrix product, forwards and
backwards. What was chosen is kept with the run: going on on the same machine, it stays with it.
"""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

import torch
from torch.nn import functional

from engine.files import write_atomically
from engine.sentences import Sentence
from trainer.runs.events import PrecisionEvent

FACTS = "precision.json"
# Half precision costs digits, so it has to pay.
_CLEARLY = 1.3
_SECONDS, _ROUNDS = 0.15, 3

Chosen = Literal["float32", "bfloat16"]
MeasureRatio = Callable[[], float]
"""Gives the time that kernels take in float32, over their time in bfloat16."""


@dataclass(frozen=True)
class PrecisionChoice:
    """What was chosen for a run, and why.

    Attributes:
        precision: that the run goes on in.
        ratio: how many times as fast bfloat16 was as float32; None on a graphics card, which is not timed.
        machine: that it was measured on, with the threads that computed and the version of PyTorch.
        before: what an earlier session went on in, on another machine; None where there was none.
    """

    precision: Chosen
    ratio: float | None
    machine: str
    before: Chosen | None = None

    def event(self) -> PrecisionEvent:
        """As an event of the run."""
        event: PrecisionEvent = {
            "event": "precision",
            "precision": self.precision,
            "machine": self.machine,
            "text": self.sentence(),
        }
        if self.ratio is not None:
            event["ratio"] = self.ratio
        return event

    def sentence(self) -> Sentence:
        """What was chosen and why, for a person."""
        fields = {"precision": self.precision, "before": self.before}
        if self.ratio is None and self.before is None:
            return Sentence("Precision: {precision}, the best that this graphics card computes in.", **fields)
        if self.ratio is None:
            return Sentence(
                "Precision: {precision}, the best that this graphics card computes in; the run was on "
                "another machine before, in {before}.",
                **fields,
            )
        if self.before is None:
            return Sentence(
                "Precision: {precision}; bfloat16 is {ratio:.2f} times as fast as float32 on this machine.",
                ratio=self.ratio,
                **fields,
            )
        return Sentence(
            "Precision: {precision}; bfloat16 is {ratio:.2f} times as fast as float32 on this machine. The "
            "run was on another one before, in {before}.",
            ratio=self.ratio,
            **fields,
        )


def choose_precision(
    on_processor: bool, *, folder: Path | None = None, measure: MeasureRatio | None = None
) -> PrecisionChoice:
    """What a run on this machine computes in.

    Args:
        on_processor: whether it uses no graphics card.
        folder: of the run, which keeps the choice; what it keeps of the same machine is taken unmeasured.
        measure: times float32 against bfloat16; by default with `bfloat16_ratio`.
    """
    machine = _machine(on_processor)
    before = None if folder is None else read_choice(folder)
    if before is not None and before.machine == machine:
        return _kept(replace(before, before=None), folder)
    ratio = round((measure or bfloat16_ratio)(), 3) if on_processor else None
    half = torch.cuda.is_bf16_supported(including_emulation=False) if ratio is None else ratio >= _CLEARLY
    earlier = None if before is None else before.precision
    return _kept(PrecisionChoice("bfloat16" if half else "float32", ratio, machine, earlier), folder)


def _kept(chosen: PrecisionChoice, folder: Path | None) -> PrecisionChoice:
    # What a full disk does not keep is measured again.
    with suppress(OSError):
        if folder is not None:
            write_atomically(folder / FACTS, json.dumps(asdict(chosen), indent=1).encode())
    return chosen


def read_choice(folder: Path) -> PrecisionChoice | None:
    """What was chosen for a run; None where nothing was, or nobody can read it."""
    with suppress(OSError, ValueError, TypeError):
        chosen = PrecisionChoice(**json.loads((folder / FACTS).read_text("utf-8")))
        if chosen.precision in ("float32", "bfloat16"):
            return chosen
    return None


def _machine(on_processor: bool) -> str:
    """What decides how fast kernels are: the machine, its processor or card, threads, and PyTorch."""
    if on_processor:
        device = f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores"
        device += f", {torch.get_num_threads()} threads"
    else:
        device = torch.cuda.get_device_name()
    return f"{platform.node()}, {device}, PyTorch {torch.__version__}"


def bfloat16_ratio() -> float:
    """How many times as fast as float32 this processor computes in bfloat16; takes about a second."""
    kernels = (_convolution(), _matrix_product())
    float32, bfloat16 = (sum(_seconds(kernel, half) for kernel in kernels) for half in (False, True))
    return float32 / bfloat16


def _seconds(kernel: Callable[[], torch.Tensor], half: bool) -> float:
    """The shortest of some rounds of a kernel, forwards and backwards, after one that warms up."""
    times: list[float] = []
    end = time.monotonic() + _SECONDS
    while len(times) < _ROUNDS or time.monotonic() < end:
        begun = time.perf_counter()
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            made = kernel()
        made.float().sum().backward()  # type: ignore[no-untyped-call]
        times.append(time.perf_counter() - begun)
    return min(times[1:])


def _convolution() -> Callable[[], torch.Tensor]:
    """3 by 3 on 64 channels of 64 by 64 pixels, channels last; no chance is taken from anybody's stream."""
    weight = torch.full((64, 64, 3, 3), 0.01).to(memory_format=torch.channels_last).requires_grad_()
    planes = torch.linspace(-1, 1, 2 * 64 * 64 * 64).reshape(2, 64, 64, 64)
    planes = planes.to(memory_format=torch.channels_last).requires_grad_()
    return lambda: functional.conv2d(planes, weight, padding=1)


def _matrix_product() -> Callable[[], torch.Tensor]:
    first, second = (torch.linspace(-1, 1, 512 * 512).reshape(512, 512).requires_grad_() for _ in range(2))
    return lambda: first @ second
