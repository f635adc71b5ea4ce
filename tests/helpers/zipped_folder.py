"""A folder of pictures as people share it."""

import zipfile
from pathlib import Path


def zipped(folder: Path) -> Path:
    """A zip of a folder's files, beside it."""
    target = folder.with_suffix(".zip")
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder).as_posix())
    return target
