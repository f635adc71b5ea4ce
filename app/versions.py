"""Which versions are installed, read off their metadata without importing any of them."""

from importlib.metadata import PackageNotFoundError, version

PACKAGES = ("ganvas", "numpy", "pillow", "onnxruntime-gpu", "onnxruntime", "torch", "pyside6-essentials")


def versions() -> dict[str, str]:
    """Versions of Ganvas and of the packages that matter in a report, by name; absent ones are left out."""
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
