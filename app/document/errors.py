"""What can go wrong with a document, in sentences a person can act on."""

from __future__ import annotations

from engine.errors import GanvasError


class DocumentError(GanvasError):
    """A document cannot be opened or saved; the message is one sentence."""
