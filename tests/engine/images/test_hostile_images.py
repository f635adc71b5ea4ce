"""Whatever a file claims to be: a valid picture or one ImageError sentence, in bounded memory and time."""

import json
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from helpers.hostile_pictures import corpus
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import ImageError
from engine.images.codec import Limits, decode_image, encode_image
from engine.images.metadata import read_recipe

ROOT = Path(__file__).resolve().parents[3]
CORPUS = corpus()
LIMITS = Limits(max_pixels=16_000_000)
MEGABYTE = 2**20


def outcome(data):
    """A valid picture or an ImageError of one sentence; anything else goes up to the test."""
    try:
        pixels = decode_image(data, limits=LIMITS)
    except ImageError as error:
        message = str(error)
    else:
        assert pixels.dtype == np.uint8
        assert pixels.ndim == 3
        assert pixels.shape[2] == 4
        assert pixels.size > 0
        return "picture"
    assert 20 < len(message) < 300
    assert "\n" not in message
    return "refused"


def test_there_are_more_than_two_hundred_hostile_files():
    assert len(set(CORPUS.values())) >= 300


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", CORPUS)
def test_a_hostile_file_is_refused_or_read(name):
    outcome(CORPUS[name])
    read_recipe(CORPUS[name])


MUST_BE_REFUSED = [
    "nothing.png", "text.png", "page.jpg", "program.png", "pixmap.png", "icon.png", "zeros.png", "phone.jpg",
    "huge.png", "wide.png", "tall.png", "twenty thousand squared.png", "a bomb of zeros.png", "no width.png",
    "huge.jpg", "huge progressive.jpg", "a second, huge frame.jpg", "a thousand scans.jpg", "no scan.jpg",
    "silly size.tif", "a million strips.tif", "a million bits.tif", "huge tiles.tif", "directory outside.tif",
    "huge screen.gif", "huge frame.gif", "huge canvas.webp", "large canvas.webp", "huge lossless.webp",
    "huge.bmp", "one row a hundred million wide.bmp",
]  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", MUST_BE_REFUSED)
def test_what_is_no_picture_or_too_large_is_refused(name):
    assert outcome(CORPUS[name]) == "refused"


MUST_BE_READ = [
    "text bomb.png", "international text bomb.png", "profile bomb.png", "hostile exif.png", "many frames.png",
    "hostile exif.jpg", "profile of zeros.jpg", "hostile pages.jpg", "padding.jpg", "many frames.gif",
    "directory in a circle.tif", "sub-directories.tif", "orientation 99.tif", "doubled photo.png",
]  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", MUST_BE_READ)
def test_a_good_picture_is_read_whatever_its_metadata_says(name):
    assert outcome(CORPUS[name]) == "picture"


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "tiff", "bmp"])
def test_a_picture_cut_before_its_last_rows_is_refused(kind):
    data = encode_image(np.random.default_rng(2).integers(0, 256, (64, 64, 3)).astype(np.uint8), kind)
    for share in (0.2, 0.5, 0.8):
        with pytest.raises(ImageError):
            decode_image(data[: int(len(data) * share)])


MAGICS = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"BM", b"II*\0", b"MM\0+", b"RIFF----WEBP"]
TAGS = [254, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 284, 317, 320, 322, 324, 338]
VALID = [data for name, data in CORPUS.items() if name.startswith("doubled")]


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    data=st.sampled_from([data[: len(data) // 2] for data in VALID]),
    changes=st.lists(st.tuples(st.integers(0, 4000), st.binary(min_size=1, max_size=8)), max_size=12),
    end=st.integers(0, 4000),
)
def test_no_change_of_bytes_gives_another_error(data, changes, end):
    changed = bytearray(data)
    for at, content in changes:
        changed[at % len(changed) : at % len(changed) + len(content)] = content
    changed = bytes(changed[: len(changed) - end % 200] if end % 3 == 0 else changed)
    outcome(changed)
    read_recipe(changed)


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=120, deadline=None, derandomize=True)
@given(
    magic=st.sampled_from(MAGICS),
    body=st.binary(max_size=400),
)
def test_no_bytes_after_a_magic_number_give_another_error(magic, body):
    outcome(magic + body)
    read_recipe(magic + body)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    tags=st.lists(
        st.tuples(
            st.sampled_from(TAGS),
            st.integers(0, 18),
            st.sampled_from([0, 1, 2, 3, 4, 1000, 2**31, 2**32 - 1]),
            st.sampled_from([0, 1, 2, 4, 8, 16, 200, 65_535, 2**31, 2**32 - 1]),
        ),
        max_size=20,
    ),
    order=st.sampled_from("<>"),
)
@pytest.mark.filterwarnings("ignore")
def test_no_tiff_directory_gives_another_error(tags, order):
    table = struct.pack(order + "H", len(tags)) + b"".join(struct.pack(order + "HHII", *tag) for tag in tags)
    magic = b"II*\0" if order == "<" else b"MM\0*"
    outcome(magic + struct.pack(order + "I", 8) + table + bytes(300))


@pytest.mark.skipif(sys.platform != "linux", reason="limits of address space are Linux's")
def test_all_hostile_files_together_stay_within_a_memory_limit(tmp_path):
    """In a process of its own that may map one gigabyte more than it starts with."""
    code = """
import json, resource, sys, warnings
from pathlib import Path
from helpers.hostile_pictures import corpus
from engine.errors import ImageError
from engine.images.codec import Limits, decode_image
warnings.simplefilter("ignore")
files = corpus()
pages = int(Path("/proc/self/statm").read_text().split()[0])
limit = pages * resource.getpagesize() + 2**30
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
counts = {"picture": 0, "refused": 0, "out of memory": []}
for name, data in files.items():
    try:
        decode_image(data, limits=Limits(max_pixels=16_000_000))
        counts["picture"] += 1
    except ImageError as error:
        counts["refused"] += 1
        if "memory" in str(error):
            counts["out of memory"].append(name)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
counts["grown"] = (after - before) * 1024
print(json.dumps(counts))
"""
    path = [str(ROOT), str(ROOT / "tests")]
    run = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {path!r}\n{code}"],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=tmp_path,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    counts = json.loads(run.stdout)
    assert counts["out of memory"] == []
    assert counts["picture"] + counts["refused"] == len(CORPUS)
    assert counts["grown"] < 400 * MEGABYTE


def test_a_process_without_memory_gets_an_error_not_a_crash():
    if sys.platform != "linux":
        pytest.skip("limits of address space are Linux's")
    code = """
import resource, zlib
from pathlib import Path
import numpy as np
from engine.errors import ImageError
from engine.images.codec import decode_image, encode_image
data = encode_image(np.zeros((9000, 9000), np.uint8), "png")
pages = int(Path("/proc/self/statm").read_text().split()[0])
limit = pages * resource.getpagesize() + 60 * 2**20
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
try:
    decode_image(data)
except ImageError as error:
    print(error)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=ROOT)
    assert "memory" in run.stdout, run.stderr[-2000:]


def test_a_row_of_a_hundred_million_pixels_is_refused_although_it_has_few_enough():
    with pytest.raises(ImageError, match="100000000x1 pixels"):
        decode_image(CORPUS["one row a hundred million wide.bmp"])


def test_the_default_limits_refuse_what_would_not_fit():
    """At 120 million pixels: from the header, without the pixels."""
    for width, height in ((11_000, 11_000), (65_536, 10), (10, 65_536)):
        header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
        chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
        with pytest.raises(ImageError, match=f"{width}x{height}"):
            decode_image(b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\4IDATxxxxxxxx")
