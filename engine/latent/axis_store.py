"""The axes of a model: those in its bundle, and those that a person has added, by the model's digest."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from engine.bundle.bundle import AXES, Bundle
from engine.errors import LatentError
from engine.files import data_folder, write_atomically
from engine.latent.axes import MAX_BYTES, AxisSet


def refuse_taken(known: AxisSet | None, names: Iterable[str]) -> None:
    """Refuse names that axes have, so that no new one takes the place of another unasked.

    Raises:
        LatentError: one is taken; the message names the option that replaces.
    """
    taken = [name for name in names if known is not None and name in known.names]
    if taken:
        raise LatentError(
            "This model has an axis '{name}' already, and it was kept; "
            "choose another name, or add --replace.",
            name=taken[0],
        )


class AxisStore:
    """Axes at hand.

    Args:
        folder: of the person's own axes; None takes the user's data folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = data_folder() / "axes" if folder is None else folder

    def of(self, bundle: Bundle) -> AxisSet | None:
        """All axes of a model, the person's own after the bundle's; None where there are none.

        Raises:
            LatentError: a file of axes is damaged, or of another model.
            BundleError: the bundle was changed.
        """
        bundled, own = self.bundled(bundle), self.own(bundle)
        if bundled is None or own is None:
            return bundled or own
        return bundled.joined(own)

    def bundled(self, bundle: Bundle) -> AxisSet | None:
        """The axes that a bundle brings."""
        if AXES not in bundle.manifest.files:
            return None
        return AxisSet.from_bytes(bundle.read(AXES))

    def own(self, bundle: Bundle) -> AxisSet | None:
        """The axes that a person has added to a model."""
        path = self._path(bundle)
        try:
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            reason = error.strerror or "the disk refused"
            raise LatentError(
                "Your own axes of this model cannot be read ({reason}).", reason=reason
            ) from error
        return AxisSet.from_bytes(data)

    def add(self, bundle: Bundle, axes: AxisSet) -> AxisSet:
        """Keep further axes of a model.

        Returns:
            All axes of the model.

        Raises:
            LatentError: a name is taken, the axes do not fit the model's others, or the disk refuses; what
                was there is kept.
        """
        refuse_taken(self.of(bundle), axes.names)
        return self.replace(bundle, axes)

    def replace(self, bundle: Bundle, axes: AxisSet) -> AxisSet:
        """Keep further axes of a model; those of the same names give way.

        One of the bundle's comes back when the person's own of that name is removed.

        Returns:
            All axes of the model.

        Raises:
            LatentError: the axes do not fit the model's others, or the disk refuses; what was there is kept.
        """
        known = self.own(bundle)
        joined = axes if known is None else known.joined(axes)
        bundled = self.bundled(bundle)
        everything = joined if bundled is None else bundled.joined(joined)
        self._write(bundle, joined)
        return everything

    def remove(self, bundle: Bundle, *names: str) -> None:
        """Forget some of the person's own axes: all of these, or none.

        Raises:
            LatentError: one is not among them, or the disk refuses.
        """
        known = self.own(bundle)
        for name in names:
            if known is None or name not in known.names:
                raise LatentError(
                    "'{name}' is none of the axes that you have added to this model.", name=name
                )
        if known is None:
            return
        kept = [other for other in known.names if other not in names]
        if kept:
            self._write(bundle, known.only(kept))
        else:
            self._path(bundle).unlink(missing_ok=True)

    def _write(self, bundle: Bundle, axes: AxisSet) -> None:
        path = self._path(bundle)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, axes.to_bytes())
        except OSError as error:
            reason = error.strerror or "the disk refused"
            raise LatentError(
                "The axis could not be kept ({reason}); nothing was changed.", reason=reason
            ) from error

    def _path(self, bundle: Bundle) -> Path:
        return self.folder / f"{bundle.digest}.safetensors"
