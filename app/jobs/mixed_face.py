"""A face with another one's styles mixed in, which sliders then move."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.portrait import Codes, EditedFace, Edits, Pixels


class MixedFace(EditedFace):
    """An `EditedFace` whose edits start from mixed codes; without edits it is the face as it was.

    Args:
        parts: of `EditedFace`.
        mixed: (layers, w) the codes with the other face's styles.
        named: of `EditedFace`.
    """

    def __init__(self, *parts: Any, mixed: Codes, **named: Any) -> None:
        super().__init__(*parts, **named)
        self.mixed = np.asarray(mixed, np.float32)

    def edited(self, edits: Edits, size: int) -> Pixels:
        """The picture with mixed styles and edits, (size, size, 3).

        Raises:
            LatentError: a slider is not known, or moved too far.
            DeviceError: memory is short.
        """
        if self.sliders is None or not edits.moved:
            return self._made(self.mixed, size)
        return self._made(self.mixed + self.sliders.move(edits.moved, edits.locked), size)
