"""The errors that training raises at its edges; every message says what happened and what to do."""

from __future__ import annotations

from engine.errors import GanvasError


class DatasetError(GanvasError):
    """The training pictures cannot be used as they are."""


class CheckpointError(GanvasError):
    """A checkpoint is broken, of another version, or cannot be written."""


class DiskFullError(CheckpointError):
    """There is no room for a checkpoint; the run pauses and keeps those that it has."""


class ConfigurationError(GanvasError):
    """A configuration has an unknown key or a value out of bounds."""


class TrainingError(GanvasError):
    """A run cannot go on; what it had is kept."""


class ExportError(GanvasError):
    """A run could not be made into a bundle; nothing was written."""


class RunBusyError(GanvasError):
    """Another process trains this run; nothing was changed."""
