"""Device, precision and processes of a run, as its configuration asks for them; what they agree on."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any, Literal

import torch
from accelerate import Accelerator, InitProcessGroupKwargs, PartialState
from accelerate.utils import broadcast_object_list
from torch.distributed import Store, TCPStore  # type: ignore[attr-defined]

from engine.errors import ConfigurationError
from engine.files import write_atomically
from trainer.runs.folder import CONFIG
from trainer.runs.lock import asked
from trainer.settings.run_config import RunConfig, changes_since, write_config
from trainer.settings.sections import Hardware
from trainer.training.precision import PrecisionChoice, choose_precision

# Other processes wait while the first prepares the pictures; that one of them has died is noticed elsewhere.
_PREPARING = timedelta(hours=12)
_NAMES = {"float32": "no", "bfloat16": "bf16", "float16": "fp16"}


def make_accelerator(
    hardware: Hardware, choose: Callable[[bool], PrecisionChoice] = choose_precision
) -> Accelerator:
    """Set up PyTorch as asked; what it gives places networks and batches and knows the run's other processes.

    Args:
        hardware: what is asked for.
        choose: what the precision "auto" becomes, told whether a processor computes; the first process is
            asked and the others follow it.

    Raises:
        ConfigurationError: the precision needs a graphics card and there is none, or the processes that were
            started would not be one run.
    """
    if hardware.threads:
        torch.set_num_threads(hardware.threads)
    if hardware.deterministic:
        # cuBLAS takes its memory in one way only when it is told to before it starts.
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
        torch.use_deterministic_algorithms(True)
        torch.backends.cudnn.benchmark = False
    on_processor = hardware.device == "cpu" or not torch.cuda.is_available()
    if hardware.precision == "float16" and on_processor:
        raise ConfigurationError(
            'hardware.precision = "float16" needs a CUDA graphics card; choose "bfloat16" or "float32".'
        )
    _refuse_lone_launch()
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    # Without being told, Accelerate would leave processes without a graphics card to themselves.
    cpu = hardware.device == "cpu" or (processes > 1 and on_processor)
    precision: str = hardware.precision
    if precision == "auto":
        # An Accelerator is made with its precision, and processes can agree once they are connected.
        state = PartialState(cpu, timeout=_PREPARING)
        (precision,) = broadcast_object_list(
            [choose(on_processor).precision if state.is_main_process else "float32"]
        )
    accelerator = Accelerator(
        mixed_precision=_NAMES[precision],
        cpu=cpu,
        kwargs_handlers=[InitProcessGroupKwargs(timeout=_PREPARING)],
    )
    if accelerator.num_processes != processes:
        raise ConfigurationError(
            "{processes} processes were started and each would train by itself; start them with torchrun, on "
            "a machine that has a device for each.",
            processes=processes,
        )
    return accelerator


def _refuse_lone_launch() -> None:
    """Refuse to be the one process that `accelerate launch --cpu` starts whatever number it is asked for."""
    if os.environ.get("ACCELERATE_USE_CPU", "").lower() != "true" or "WORLD_SIZE" in os.environ:
        return
    # It sets the address for several processes, and starts one.
    if "MASTER_PORT" in os.environ:
        raise ConfigurationError(
            "accelerate launch --cpu has started one process instead of several; use torchrun "
            "--nproc-per-node, which starts all of them."
        )


# Who works on which part of a step; its pictures are the same however many processes share them.


@dataclass(frozen=True)
class WorkPartition:
    """What one process works on in every step.

    A step has `accumulate` micro-batches of `batch_size` pictures. Processes share whole micro-batches where
    there are enough of them; otherwise several processes share each.

    Attributes:
        batch_size: pictures in a micro-batch, over all processes.
        accumulate: micro-batches in a step, over all processes.
        micro_batches: numbers of those that this process works on.
        part: which part of each is its own.
        parts: in how many parts each is divided.
    """

    batch_size: int
    accumulate: int
    micro_batches: tuple[int, ...]
    part: int = 0
    parts: int = 1

    @property
    def pictures(self) -> int:
        """Pictures of a step, over all processes."""
        return self.batch_size * self.accumulate

    def streams(self) -> list[int]:
        """A number for each of this process's pieces of work that no other piece of the step has."""
        return [number * self.parts + self.part for number in self.micro_batches]


def share_of(
    batch_size: int, accumulate: int, rank: int = 0, processes: int = 1, multiple: int = 1
) -> WorkPartition:
    """The share of the process `rank` among `processes`.

    Args:
        batch_size: pictures in a micro-batch.
        accumulate: micro-batches in a step.
        rank: this process's number.
        processes: how many share the run.
        multiple: of which a process's part of a micro-batch must be.

    Raises:
        ConfigurationError: that many processes cannot share a step evenly.
    """
    if accumulate % processes == 0:
        own = accumulate // processes
        return WorkPartition(batch_size, accumulate, tuple(range(rank * own, (rank + 1) * own)))
    parts = processes // accumulate
    if processes % accumulate or batch_size % (parts * multiple):
        least = processes * multiple
        raise ConfigurationError(
            "{processes} processes cannot share a step of {pictures} pictures evenly: make "
            "schedule.accumulate a multiple of {processes}, or schedule.batch_size one of "
            "{least} with schedule.accumulate = 1.",
            processes=processes,
            pictures=batch_size * accumulate,
            least=least,
        )
    return WorkPartition(batch_size, accumulate, (rank // parts,), rank % parts, parts)


class StepRng:
    """Random numbers of a step: each piece of work has its own stream, whichever process does it when.

    Args:
        seeds: one for each piece of this process's work.
        device: where random numbers are made besides the processor.
    """

    def __init__(self, seeds: Sequence[int], device: torch.device) -> None:
        self._device = device
        self._seeds = list(seeds)
        self._states: list[tuple[torch.Tensor, torch.Tensor | None] | None] = [None] * len(seeds)
        if len(seeds) == 1:
            torch.manual_seed(seeds[0])

    @contextmanager
    def of(self, piece: int) -> Iterator[None]:
        """Go on with the stream of one piece of work."""
        if len(self._seeds) == 1:
            yield
            return
        state = self._states[piece]
        if state is None:
            torch.manual_seed(self._seeds[piece])
        else:
            torch.set_rng_state(state[0])
            if state[1] is not None:
                torch.cuda.set_rng_state(state[1], self._device)
        yield
        on_card = torch.cuda.get_rng_state(self._device) if self._device.type == "cuda" else None
        self._states[piece] = torch.get_rng_state(), on_card


# The processes of a spread run watch each other: when one dies the others end, in less than a minute.
#
# A process that waits for another's gradients would wait for ever, or for the half hour after which its
# library
# gives up. Beats come from a thread of their own, so that a process that is merely busy counts as alive.


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


# What all processes of a run agree on: how its configuration has changed, and when it ends.


def begin_session(config: RunConfig, folder: Path, accelerator: Accelerator) -> dict[str, Any]:
    """Keep a session's configuration and give its changes, perhaps none.

    These are "section.key" to the new value, against the configuration that the folder held.
    """
    changes = changes_since(folder, config) if accelerator.is_main_process else {}
    if accelerator.is_main_process:
        write_config(config, folder)
    # What changed is known to the process that writes alone.
    (changes,) = broadcast_object_list([changes])
    return dict(changes)


@contextmanager
def configuration_of_newest_checkpoint(
    folder: Path, accelerator: Accelerator, has_saved: Callable[[], bool]
) -> Iterator[None]:
    """Put the configuration of before back where the block fails: its changes were tried and came to nothing.

    Args:
        folder: of the run.
        accelerator: the processes of the run, the first of which writes.
        has_saved: whether a checkpoint was written in the block, whose configuration the new one is.
    """
    path = folder / CONFIG
    before = path.read_bytes() if accelerator.is_main_process and path.exists() else None
    try:
        yield
    except BaseException:
        if before is not None and not has_saved():
            with suppress(OSError):
                write_atomically(path, before)
        raise


Reason = Literal["", "stopped", "paused"]
_REASONS: tuple[Reason, ...] = ("", "stopped", "paused")
Report = Literal["progress", "samples", "checkpoints"]
"""What a run reports by time as well as by pictures; the names are those of the settings."""
REPORTS: tuple[Report, ...] = ("progress", "samples", "checkpoints")


class Stopping:
    """What the processes of a run agree on between two steps: whether to end, and which reports are due.

    Args:
        folder: of the run, where requests are left.
        accelerator: the processes that must agree.
    """

    def __init__(self, folder: Path, accelerator: Accelerator) -> None:
        self.folder, self.accelerator = folder, accelerator
        self.signals: list[int] = []

    def agreed(self, due: Collection[Report] = ()) -> tuple[Reason, frozenset[Report]]:
        """Why to end now, nothing to go on, and which reports the coming step ends with.

        Every process of the run gets the same answer, which takes one exchange.

        Args:
            due: reports whose time has come; the first process's clock counts alone.
        """
        own: Reason = "stopped" if self.signals else ""
        if not own and self.accelerator.is_main_process:
            own = {"pause": "paused", "stop": "stopped"}.get(asked(self.folder), "")  # type: ignore[assignment]
        if self.accelerator.num_processes == 1:
            return own, frozenset(due)
        # A process that stopped alone would leave the others waiting for its gradients.
        choices = (*_REASONS, *REPORTS)
        votes = torch.zeros(len(choices), device=self.accelerator.device)
        votes[choices.index(own)] = 1
        for report in due if self.accelerator.is_main_process else ():
            votes[choices.index(report)] = 1
        given = dict(zip(choices, self.accelerator.reduce(votes, "sum").tolist(), strict=True))
        reason: Reason = "stopped" if given["stopped"] else "paused" if given["paused"] else ""
        return reason, frozenset(report for report in REPORTS if given[report])


# Windows knows no SIGHUP.
ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextmanager
def stopping(folder: Path, accelerator: Accelerator) -> Iterator[Stopping]:
    """Take note of SIGINT, SIGTERM and SIGHUP for as long as the block lasts.

    SIGHUP tells of a terminal that was closed; where `nohup` has it ignored, it stays so.
    """
    noted = Stopping(folder, accelerator)

    def note(number: int, _: FrameType | None) -> None:
        noted.signals.append(number)

    hangup = getattr(signal, "SIGHUP", None)
    noticed = [number for number in ENDING if number != hangup or signal.getsignal(number) != signal.SIG_IGN]
    previous = {number: signal.signal(number, note) for number in noticed}
    try:
        yield noted
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
