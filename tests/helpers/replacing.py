"""A model that replaces others: a real bundle under another name."""

from collections.abc import Sequence
from pathlib import Path

from engine.bundle.bundle import open_bundle, write_bundle


def write_replacement(of: Path, target: Path, replaces: Sequence[str], name: str = "newer") -> Path:
    """Write the networks of a bundle as a model called `name`, "Newer", that replaces others."""
    bundle = open_bundle(of)
    changes = {"name": name, "title": "Newer", "replaces": list(replaces)}
    files = {file: bundle.read(file) for file in bundle.manifest.files}
    write_bundle(target, bundle.manifest.model_copy(update=changes), files)
    return target
