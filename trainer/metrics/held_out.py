"""Which pictures a model's training never saw, by what the model says of itself or by what is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.bundle.bundle import Bundle
from engine.errors import DatasetError
from engine.sentences import Sentence
from trainer.data.sources import Picture, settled_by_folders
from trainer.settings.data import DataSettings

_LEAST = 20
# The share that a configuration holds out where it says nothing.
_USUAL_SHARE: float = DataSettings.model_fields["validation_fraction"].default


@dataclass(frozen=True)
class HeldOut:
    """Which pictures of a folder or zip a model's training never saw.

    Attributes:
        share: of the pictures, by the content of their files; 1 takes all.
        folders: names of folders that hold them where there are such; the share counts elsewhere.
        source: where this is from, in words.
    """

    share: float = _USUAL_SHARE
    folders: tuple[str, ...] = ()
    source: str = "as asked"

    @staticmethod
    def of(bundle: Bundle, share: float | None = None) -> HeldOut:
        """What the model's provenance says, or a given share; the usual share where neither is known."""
        if share is not None:
            return HeldOut(share)
        facts = bundle.manifest.provenance
        stated = facts.get("held_out_share")
        if not isinstance(stated, int | float):
            return HeldOut(source="the usual share, as the model does not say")
        folders = str(facts.get("held_out_folders", "")).split(", ")
        return HeldOut(float(stated), tuple(filter(None, folders)), "as the model says")

    def settled(self, found: Sequence[Picture]) -> list[Picture]:
        """Pictures of one set, marked where their folders decide."""
        return settled_by_folders(found, self.folders) if self.share < 1 else list(found)

    def holds(self, picture: Picture) -> bool:
        """Whether a settled picture is held out; reads its file (raises DatasetError)."""
        return picture.split(picture.read(), self.share) == "validation"

    def sentence(self) -> str:
        """Of which pictures the figures are, in a line."""
        if self.share >= 1:
            return f"Measured on all pictures, {self.source}."
        share = f"{self.share:.3g} of the pictures, chosen by their content"
        named = f"those in folders {', '.join(self.folders)}, or elsewhere {share}" if self.folders else share
        return f"Held out: {named} ({self.source})."

    def facts(self) -> dict[str, Any]:
        """The same for a program: share, names of folders, and where both are from."""
        return {"share": self.share, "folders": list(self.folders), "source": self.source}


_PHOTOS = Sentence("photos")
# The default of what measures.
USUAL = HeldOut()


def require_enough(count: int, what: str = _PHOTOS) -> None:
    """Refuse to measure on a handful of pictures, whose figures would say nothing.

    Args:
        count: that are held out.
        what: they are, in the plural.

    Raises:
        DatasetError: there are fewer than 20.
    """
    if count < _LEAST:
        raise DatasetError(
            "Only {count} {what} are held out; {least} are needed to measure anything.",
            count=count,
            what=what,
            least=_LEAST,
        )
