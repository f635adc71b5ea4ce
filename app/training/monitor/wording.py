"""How the windows of training say things: quantities, states, durations, and what an event means."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.i18n import tr, tr_noop, translate_error

if TYPE_CHECKING:
    from trainer.runs.events import RunEvent

STATES: dict[str, str] = {
    "running": tr_noop("Training"),
    "paused": tr_noop("Paused"),
    "stopped": tr_noop("Stopped"),
    "finished": tr_noop("Finished"),
    "failed": tr_noop("Failed"),
}

# What the names of numbers in events mean; a name that stands in no line is shown as it is.
QUANTITIES: dict[str, str] = {
    "learning_rate": tr_noop("Learning rate"),
    "per_second": tr_noop("Pictures a second"),
    "memory_bytes": tr_noop("Memory (GB)"),
    "gpu_memory_bytes": tr_noop("Memory of the graphics card (GB)"),
    "cpu_percent": tr_noop("Processor (%)"),
    "gpu_percent": tr_noop("Graphics card (%)"),
    "data_share": tr_noop("Share of time spent on loading"),
    "augment_p": tr_noop("Strength of augmentation p"),
    "loss_d": tr_noop("Discriminator"),
    "loss_gan": tr_noop("Generator, adversarial"),
    "loss_l1": tr_noop("Difference of pixels (L1)"),
    "loss_kl": tr_noop("Codes against a normal distribution (KL)"),
    "loss_latent": tr_noop("Recovered style code"),
    "loss_perceptual": tr_noop("Perceptual difference"),
    "kid": tr_noop("Kernel distance KID × 1000"),
    "fid": tr_noop("Fréchet distance"),
    "diversity": tr_noop("Diversity of samples"),
    "precision": tr_noop("Precision"),
    "recall": tr_noop("Recall"),
    "d_real_validation_gap": tr_noop("Discriminator: training against held-out pictures"),
}
# Quantities of the machine, not of what is learnt.
MACHINE = frozenset(
    {"per_second", "memory_bytes", "gpu_memory_bytes", "cpu_percent", "gpu_percent", "data_share"}
)


def quantity(name: str) -> str:
    """What a number of an event is called, with the name that it has in papers and files."""
    if name not in QUANTITIES:
        return name
    words = tr(QUANTITIES[name])
    return f"{words} · {name}" if name.startswith("loss_") else words


def scale_of(name: str) -> float:
    """What a value is multiplied by to be shown: bytes are shown as GB."""
    return 2**-30 if name.endswith("_bytes") else 1.0


def state_word(state: str) -> str:
    """The word for a run's state."""
    return tr(STATES[state]) if state in STATES else state


def duration(seconds: float) -> str:
    """A time span as a person says it."""
    seconds = max(0.0, seconds)
    if seconds < 90:
        return tr("{seconds} s", seconds=round(seconds))
    if seconds < 5400:
        return tr("{minutes} min", minutes=round(seconds / 60))
    if seconds < 48 * 3600:
        whole = round(seconds / 60)
        return tr("{hours} h {minutes} min", hours=whole // 60, minutes=whole % 60)
    return tr("{days} days {hours} h", days=int(seconds // 86400), hours=int(seconds % 86400 // 3600))


def size(count: float) -> str:
    """Bytes as MB or GB."""
    if count >= 2**30:
        return tr("{size} GB", size=f"{count / 2**30:.1f}")
    return tr("{size} MB", size=f"{count / 2**20:.0f}")


def number(value: float) -> str:
    """A value of any size in few digits."""
    if value != value:
        return tr("no number")
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        return f"{value:,.4g}"
    return f"{value:.2e}"


def log_line(event: RunEvent) -> str:
    """An event as a line of the log, with the time of day."""
    moment = event.get("time")
    stamp = ""
    if isinstance(moment, (int, float)) and 0 < moment < 1e11:
        stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(moment)) + "  "
    return stamp + _sentence(event)


def _sentence(event: Mapping[str, Any]) -> str:
    kind = str(event.get("event", ""))
    seen = event.get("seen", 0)
    if kind == "started":
        return tr(
            "Training from {seen} of {pictures} pictures on {device}.",
            seen=seen,
            pictures=event.get("pictures", "?"),
            device=event.get("device", "?"),
        )
    if kind == "sample":
        return tr("Sample sheet at {seen} pictures: {file}", seen=seen, file=event.get("file", ""))
    if kind == "checkpoint":
        return tr("Checkpoint at {seen} pictures: {file}", seen=seen, file=event.get("file", ""))
    if kind in ("paused", "stopped", "finished"):
        return f"{state_word(kind)}: " + tr("{seen} pictures seen.", seen=seen)
    if kind == "failed":
        return f"{state_word(kind)}: {translate_error(str(event.get('reason', '')))}"
    if kind == "metric":
        rest = {k: v for k, v in event.items() if k not in ("event", "time", "seen")}
        figures = ", ".join(
            f"{quantity(k)} {number(v) if isinstance(v, (int, float)) else v}" for k, v in rest.items()
        )
        return tr("Measured at {seen} pictures: {figures}", seen=seen, figures=figures)
    if kind == "health":
        return tr("Health: {sentence}", sentence=translate_error(str(event.get("sentence", ""))))
    report = event.get("report")
    if isinstance(report, list):
        return tr("Pictures: {report}", report=" ".join(str(line) for line in report))
    text = event.get("text") or event.get("sentence") or event.get("reason")
    if text:
        return translate_error(str(text))
    rest = {k: v for k, v in event.items() if k not in ("event", "time")}
    return f"{kind} {rest}" if rest else kind
