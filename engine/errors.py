"""The errors that the engine raises at its edges; every message says what happened and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Self

from engine.sentences import Field, Sentence


class TemplateError(Exception):
    """An error whose text is a sentence with a template: `XError("{name} is empty.", name=path.name)`.

    `str()` of it is the finished sentence. Where it is a part of another sentence, the error itself is the
    field.

    Args:
        template: of the sentence, or a finished one, braces and all, where no fields are given.
        fields: see `engine.sentences.Sentence`.
    """

    def __init__(self, template: str = "", /, **fields: object) -> None:
        """See the class."""
        self.sentence = Sentence(template, **fields)
        super().__init__(self.sentence)

    @property
    def template(self) -> str:
        """What a translation is looked up by."""
        return self.sentence.template

    @property
    def fields(self) -> Mapping[str, Field]:
        """What the template is filled with, by name."""
        return self.sentence.fields


class GanvasError(TemplateError):
    """Base of every error that is meant to be read by a person."""


class ImageError(GanvasError):
    """A picture cannot be read or written."""


class MalformedError(TemplateError, ValueError):
    """A picture file that contradicts itself; the message completes 'the file is damaged: ...'."""


class UnsupportedError(TemplateError, ValueError):
    """A valid picture of a kind that is not read; the message names the kind, as 'of floats of 24 bits'."""


class FaceError(GanvasError):
    """No face is found in a photo; a person can click both eyes."""


class BundleError(GanvasError):
    """A model bundle or checkpoint is broken, unsafe or not understood."""


class TensorsError(BundleError):
    """Tensors of a file are of no network that is known, or do not fit theirs.

    Attributes:
        details: what there is to say of each tensor, a line each, for who asks.
    """

    details: tuple[str, ...] = ()

    def listing(self, details: Iterable[str]) -> Self:
        """The same error with its details."""
        self.details = tuple(details)
        return self


class LibraryError(GanvasError):
    """A model is not in the library, or cannot be installed or removed."""


class RequestError(GanvasError):
    """The recipe of a picture is broken or cannot be followed."""


class DeviceError(GanvasError):
    """A backend or device cannot do what was asked of it."""


class LatentError(GanvasError):
    """A feature axis, latent code or inversion is damaged, unknown or does not fit the model."""


class FetchError(GanvasError):
    """A file cannot be fetched, or is not the one that was asked for."""


# The errors that training raises at its edges; every message says what happened and what to do.


class DatasetError(GanvasError):
    """The training pictures cannot be used as they are."""


class CheckpointError(GanvasError):
    """A checkpoint is broken, of another version, or cannot be written."""


class BrokenCheckpointError(CheckpointError):
    """A checkpoint is not as it was written; an earlier one may be."""


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


# What can go wrong with a document, in sentences a person can act on.


class DocumentError(GanvasError):
    """A document cannot be opened or saved; the message is one sentence."""
