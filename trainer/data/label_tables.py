"""Labels of pictures as NVIDIA's `dataset.json` gives them; needs no PyTorch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import DatasetError
from trainer.data.sources import PictureSource

Values = NDArray[np.float32]
LABELS_FILE = "dataset.json"
_MOST_CLASSES = 10_000


@dataclass(frozen=True)
class LabelTable:
    """Labels of a source's pictures.

    Attributes:
        names: one a column; "label 0", "label 1", ... where the file names none.
        rows: picture name to its values (L,), NaN where a value is missing.
    """

    names: tuple[str, ...]
    rows: Mapping[str, Values]


def read_labels(source: PictureSource) -> LabelTable:
    """What a source's `dataset.json` says, in the layout of NVIDIA's dataset tool; no columns without one.

    `{"labels": [[name, 3], ...]}` are classes and become one-hot rows; `[[name, [0.5, null]], ...]` are
    vectors. `label_names`, beside it, names the columns.

    Raises:
        DatasetError: the file is there and is not of that layout.
    """
    try:
        data = source.read(LABELS_FILE)
    except DatasetError:
        return LabelTable((), {})
    try:
        page = json.loads(data)
        given = dict(page.get("labels") or [])
        names = [str(name) for name in page.get("label_names") or []]
        if all(isinstance(value, int) for value in given.values()):
            width = max(given.values(), default=-1) + 1
            if width > _MOST_CLASSES or min(given.values(), default=0) < 0:
                raise ValueError(f"classes must lie between 0 and {_MOST_CLASSES}")
            rows = {name: _one_hot(value, width) for name, value in given.items()}
        else:
            rows = {
                name: np.array([np.nan if v is None else v for v in value], dtype=np.float32)
                for name, value in given.items()
            }
            width = len(next(iter(rows.values())))
        if any(row.shape != (width,) for row in rows.values()) or len(names) not in (0, width):
            raise ValueError("not every picture has as many labels as there are names")
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise DatasetError(
            f"'{LABELS_FILE}' in '{source.path.name}' is not of NVIDIA's layout ({error}); "
            "repair or remove it."
        ) from error
    return LabelTable(tuple(names or (f"label {i}" for i in range(width))), rows)


def _one_hot(value: int, width: int) -> Values:
    row = np.zeros(width, dtype=np.float32)
    row[value] = 1
    return row
