"""Whatever a bundle claims: one BundleError sentence that names it, nothing written, in bounded memory."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import hostile_bundles, small_bundle
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.bundle.bundle import open_bundle
from engine.bundle.library import Library
from engine.errors import BundleError

ROOT = Path(__file__).resolve().parents[3]
CORPUS = hostile_bundles.corpus()
VALID = hostile_bundles.valid()
MEGABYTE = 2**20


def everything_under(folder):
    return sorted((str(path), path.lstat().st_size) for path in folder.rglob("*"))


def test_there_are_more_than_a_hundred_hostile_bundles_and_the_original_is_good(tmp_path):
    assert len(set(CORPUS.values())) >= 200
    path = tmp_path / "good.gmodel"
    path.write_bytes(VALID)
    assert open_bundle(path).manifest.name == "small"


@pytest.mark.parametrize("name", CORPUS)
def test_a_hostile_bundle_is_refused_and_nothing_is_written(name, tmp_path, monkeypatch):
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    path = folder / "hostile.gmodel"
    path.write_bytes(CORPUS[name])
    library = Library(folder / "bundled", folder / "installed")
    before = everything_under(tmp_path)
    with pytest.raises(BundleError) as caught:
        open_bundle(path)
    message = str(caught.value)
    assert "hostile.gmodel" in message
    assert len(message) < 500
    assert "\n" not in message
    with pytest.raises(BundleError):
        library.install(path)
    assert everything_under(tmp_path) == before


REASONS = {
    "named '../evil'": "unsafe file name",
    "symbolic link": "a link or device",
    "encrypted": "is encrypted",
    "same name twice": r"CARD\.md twice",
    "bomb as weights": "unpack to far more",
    "packed size of 2 GB": "claims more than it holds",
    "large table of contents": "larger table of contents",
    "no weights": r"misses weights\.safetensors",
    "weights changed": r"weights\.safetensors .* is not the one",
    "format_version = 2": "of format '2'",
    'capabilities = ["fly"]': "capabilities",
    "tensors: huge header": "header is longer",
    "tensors: offsets overlap": "overlaps another tensor",
    "tensors: offsets past the end": "lies outside the file",
    "tensors: shape negative": "impossible shape",
    "tensors: shape NaN": "holds NaN",
    "tensors: shape huge": "impossible shape",
    "tensors: dtype does not fit": "does not fit its bytes",
    "tensors: same tensor twice": "something twice",
    "tensors: tensor of another shape": "is of shape",
    "tensors: missing tensor": "misses tensor 'encoder.scale'",
    "graph: outside": "refers to another file",
    "graph: two locations": "refers to another file",
    "graph: other shape": r"of shape \(3, 1\)",
}


@pytest.mark.parametrize("name", REASONS)
def test_the_sentence_says_what_is_wrong(name, tmp_path):
    path = tmp_path / "hostile.gmodel"
    path.write_bytes(CORPUS[name])
    with pytest.raises(BundleError, match=REASONS[name]):
        open_bundle(path)


def unsafe_folder(tmp_path, kind):
    folder = small_bundle.write_folder(tmp_path / "folder", small_bundle.files())
    target = folder / "weights.safetensors"
    if kind == "link to a file":
        secret = tmp_path / "secret"
        target.rename(secret)
        target.symlink_to(secret)
    elif kind == "link to nothing":
        target.unlink()
        target.symlink_to(tmp_path / "nothing")
    elif kind == "description is a link":
        (folder / "model.json").rename(tmp_path / "model.json")
        (folder / "model.json").symlink_to(tmp_path / "model.json")
    elif kind == "folder in place of a file":
        target.unlink()
        target.mkdir()
    elif kind == "pipe in place of a file":
        target.unlink()
        os.mkfifo(target)
    elif kind == "too many files":
        for number in range(300):
            (folder / f"{number}.bin").touch()
    elif kind == "description too large":
        (folder / "model.json").write_bytes(b" " * (5 * MEGABYTE))
    elif kind == "weights of 5 GB":
        os.truncate(target, 5 * 2**30)
    elif kind == "weights cut":
        os.truncate(target, 20)
    elif kind == "unreadable description":
        (folder / "model.json").write_bytes(b"\xff\xfe")
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="needs links and pipes")
@pytest.mark.parametrize(
    "kind",
    [
        "link to a file", "link to nothing", "description is a link", "folder in place of a file",
        "pipe in place of a file", "too many files", "description too large", "weights of 5 GB",
        "weights cut", "unreadable description",
    ],
)  # fmt: skip
def test_an_unsafe_folder_is_refused(kind, tmp_path):
    with pytest.raises(BundleError):
        open_bundle(unsafe_folder(tmp_path, kind))


def new_file(folder):
    """A name without a file: to empty one that was just written, some file systems wait for the disk."""
    path = folder / "changed.gmodel"
    path.unlink(missing_ok=True)
    return path


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    changes=st.lists(
        st.tuples(st.integers(0, len(VALID) - 1), st.binary(min_size=1, max_size=6)), max_size=10
    ),
    cut=st.integers(0, 400),
)
def test_no_change_of_bytes_gives_another_error(changes, cut, tmp_path):
    data = bytearray(VALID)
    for at, content in changes:
        data[at : at + len(content)] = content
    path = new_file(tmp_path)
    path.write_bytes(data[: len(data) - cut] if cut % 3 == 0 else data)
    try:
        bundle = open_bundle(path)
        bundle.weights("generator")
    except BundleError as error:
        refused = str(error)
    else:
        refused = ""
        assert bundle.manifest.name
    assert "\n" not in refused


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def places(part, here=()):
    yield here
    for key, value in part.items() if isinstance(part, dict) else ():
        yield from places(value, (*here, key))


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data(), value=JSON)
def test_no_value_in_the_description_gives_another_error(data, value, tmp_path):
    model = json.loads(json.dumps(small_bundle.manifest(small_bundle.files())))
    place = data.draw(st.sampled_from([place for place in places(model) if place]))
    part = model
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = value
    path = new_file(tmp_path)
    path.write_bytes(small_bundle.packed(small_bundle.files(), json.dumps(model).encode()))
    try:
        open_bundle(path)
    except BundleError as error:
        assert "\n" not in str(error)  # noqa: PT017 - opening is also allowed


@pytest.mark.skipif(sys.platform != "linux", reason="limits of address space are Linux's")
def test_all_hostile_bundles_together_stay_within_a_memory_limit(tmp_path):
    """In a process of its own that may map 400 MB more than it starts with."""
    folder = tmp_path / "bundles"
    folder.mkdir()
    for number, data in enumerate(CORPUS.values()):
        (folder / f"{number:03}.gmodel").write_bytes(data)
    code = """
import json, resource, sys
from pathlib import Path
from engine.bundle.bundle import open_bundle
from engine.errors import BundleError
pages = int(Path("/proc/self/statm").read_text().split()[0])
limit = pages * resource.getpagesize() + 400 * 2**20
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
refused = 0
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        open_bundle(path)
    except BundleError:
        refused += 1
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"refused": refused, "grown": (after - before) * 1024}))
"""
    run = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, timeout=120, cwd=ROOT
    )
    assert run.returncode == 0, run.stderr[-2000:]
    result = json.loads(run.stdout)
    assert result["refused"] == len(CORPUS)
    assert result["grown"] < 150 * MEGABYTE
