"""Whatever a checkpoint holds: one sentence, nothing run, nothing written, memory and time bounded."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import hostile_checkpoints, hostile_pickles
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.checkpoints.reader import open_checkpoint
from engine.checkpoints.records import RefusedError, TensorRecord
from engine.errors import BundleError

ROOT = Path(__file__).resolve().parents[3]
CORPUS = hostile_checkpoints.corpus(Path("/nowhere/marker"))
VALID = hostile_checkpoints.valid()


def read_everything(value):
    """Use a checkpoint as the importers do: every tensor is made."""
    if isinstance(value, TensorRecord):
        value.tensor().sum()
    elif isinstance(value, dict):
        for part in value.values():
            read_everything(part)
    elif isinstance(value, list | tuple):
        for part in value:
            read_everything(part)


def test_there_are_more_than_sixty_attacks_and_the_originals_are_good(tmp_path):
    assert len(hostile_pickles.attacks(Path("/nowhere/marker"))) >= 60
    assert len(set(CORPUS.values())) >= 300
    for name, data in VALID.items():
        path = tmp_path / name
        path.write_bytes(data)
        read_everything(open_checkpoint(path).data)


@pytest.mark.parametrize("name", CORPUS)
def test_a_hostile_checkpoint_is_refused_in_one_sentence(name, tmp_path):
    path = tmp_path / "hostile.pth"
    path.write_bytes(CORPUS[name])
    with pytest.raises(BundleError) as caught:
        open_checkpoint(path)
    message = str(caught.value)
    assert message.startswith("hostile.pth ")
    assert len(message) < 300
    assert "\n" not in message
    assert list(tmp_path.iterdir()) == [path]


REASONS = {
    "os.system in a zip": "'os.system', which is code",
    "Python 2's builtins in a pickle": r"'builtins\.eval', which is code",
    "dotted name in a stream": "OrderedDict.__init__.__globals__",
    "NVIDIA's TensorFlow era in a pickle": "legacy.py",
    "a module of torch in a zip": "save its state_dict",
    "build on a class in a pickle": "state of something that has none",
    "persistent module in a stream": "program text",
    "a billion laughs as a key in a pickle": "keys are no plain values",
    "deep lists in a zip": "nested too deeply",
    "a list in itself in a pickle": "contains itself",
    "two million instructions in a pickle": "more instructions",
    "a million memos in a pickle": "remembers more",
    "a tensor longer than its storage in a zip": "outside its storage",
    "a tensor spread from one number in a stream": "outside its storage|larger than its storage",
    "a tensor of wider numbers in a zip": "not as large as its pickle says",
    "a tensor of a storage that is not there in a zip": "misses a storage",
    "a thousand tensors of one storage in a zip": "more often than",
    "a zip with a member ../evil": "unsafe name",
    "a TorchScript zip": "TorchScript",
    "a bomb as a storage": "unpack to far more",
    "a tar of an old PyTorch": "tar of PyTorch",
    "a web page": "it is a web page",
    "a file of text": "it is text and no checkpoint of a kind",
    "a model's own class in a zip": "a class of the program that wrote it; load it there and save its state",
    "a zip of something else": "not one that PyTorch wrote",
    "a safetensors file with a rest": "its tensors do not fill it",
    "numpy array of objects in a pickle": "things that are no numbers",
}  # fmt: skip


@pytest.mark.parametrize("name", REASONS)
def test_the_sentence_says_what_is_wrong(name, tmp_path):
    path = tmp_path / "hostile.pth"
    path.write_bytes(CORPUS[name])
    with pytest.raises(BundleError, match=REASONS[name]):
        open_checkpoint(path)


WATCHED = """
import json, resource, sys
from pathlib import Path
from engine.errors import BundleError
from engine.checkpoints.reader import open_checkpoint
import zipfile, zlib, encodings.cp437, encodings.latin_1, encodings.raw_unicode_escape
done = []
def watch(event, arguments):
    if event in ("exec", "compile", "pickle.find_class", "marshal.loads", "os.system", "subprocess.Popen",
                 "socket.connect", "ctypes.dlopen", "import", "os.remove", "os.symlink", "shutil.rmtree"):
        done.append([event, str(arguments)[:200]])
    elif event == "open" and not (isinstance(arguments[1], str) and set(arguments[1]) <= set("rb")):
        done.append([event, str(arguments)[:200]])
files = sorted(Path(sys.argv[1]).iterdir())
pages = int(Path("/proc/self/statm").read_text().split()[0])
limit = pages * resource.getpagesize() + 700 * 2**20
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
sys.addaudithook(watch)
refused = 0
for path in files:
    try:
        open_checkpoint(path)
    except BundleError:
        refused += 1
found, done = done, []
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"refused": refused, "done": found, "grown": (after - before) * 1024}))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory limits and /proc are Linux's")
def test_nothing_is_run_or_written_and_memory_stays_within_a_limit(tmp_path):
    """An audit hook sees every import, compilation, command and file; memory may grow by 700 MB at most."""
    folder, marker = tmp_path / "files", tmp_path / "marker"
    folder.mkdir()
    files = hostile_checkpoints.corpus(marker)
    for number, data in enumerate(files.values()):
        (folder / f"{number:03}.pth").write_bytes(data)
    run = subprocess.run(
        [sys.executable, "-c", WATCHED, str(folder)], capture_output=True, text=True, timeout=300, cwd=ROOT
    )
    assert run.returncode == 0, run.stderr[-2000:]
    result = json.loads(run.stdout)
    assert result["refused"] == len(files)
    assert result["done"] == []
    assert result["grown"] < 400 * 2**20
    assert not marker.exists()
    assert len(list(folder.iterdir())) == len(files)


def test_the_attacks_are_real(tmp_path):
    """Python's own unpickler runs them, in a process of its own: the refusals above refuse something."""
    marker = tmp_path / "marker"
    attacks = hostile_pickles.attacks(marker)
    ran = 0
    for name in ("os.system", "builtins.eval", "nested reduce", "protocol 4", "builtins.open"):
        path = tmp_path / "attack.pkl"
        path.write_bytes(attacks[name])
        code = "import pickle, sys; pickle.load(open(sys.argv[1], 'rb'))"
        subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, check=False, timeout=60)
        ran += marker.exists()
        marker.unlink(missing_ok=True)
    assert ran == 5


def mutated(draw, data):
    content = bytearray(data)
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["change", "insert", "remove", "copy", "cut", "opcode"]))
        at = draw(st.integers(0, max(0, len(content) - 1)))
        length = draw(st.integers(1, 24))
        if kind == "change":
            content[at : at + 1] = draw(st.binary(min_size=1, max_size=1))
        elif kind == "insert":
            content[at:at] = draw(st.binary(min_size=1, max_size=12))
        elif kind == "remove":
            del content[at : at + length]
        elif kind == "copy":
            other = draw(st.integers(0, max(0, len(content) - 1)))
            content[at:at] = content[other : other + length]
        elif kind == "cut":
            del content[at:]
        else:
            content[at : at + 1] = draw(
                st.sampled_from([b"R", b"b", b"\x93", b"(", b"t", b"u", b"s", b"Q", b"0", b"."])
            )
    return bytes(content)


def refuse_or_read(data, path):
    # A new file each time: to empty one that was just written, some file systems wait for the disk.
    path.unlink(missing_ok=True)
    path.write_bytes(data)
    try:
        read_everything(open_checkpoint(path).data)
    except (BundleError, RefusedError):
        return  # RefusedError: of a tensor, whose content is first looked at here


@pytest.mark.parametrize("kind", VALID)
@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,
)
@given(data=st.data())
def test_a_mutated_checkpoint_is_read_or_refused(kind, data, tmp_path):
    refuse_or_read(mutated(data.draw, VALID[kind]), tmp_path / "mutated.pth")


@pytest.mark.slow
def test_twenty_thousand_mutated_checkpoints_are_read_or_refused(tmp_path):
    count = int(os.environ.get("GANVAS_FUZZ", "20000"))
    originals = list(VALID.values())

    for number in range(count):
        source = random.Random(number)
        content = bytearray(originals[number % len(originals)])
        for _ in range(source.randint(1, 6)):
            at = source.randrange(len(content) + 1)
            length = source.randint(1, 24)
            match source.randrange(6):
                case 0:
                    content[at : at + 1] = source.randbytes(1)
                case 1:
                    content[at:at] = source.randbytes(length)
                case 2:
                    del content[at : at + length]
                case 3:
                    other = source.randrange(len(content) + 1)
                    content[at:at] = content[other : other + length]
                case 4:
                    content[at : at + 1] = source.choice(
                        [b"R", b"b", b"\x93", b"(", b"t", b"u", b"s", b"Q", b"0"]
                    )
                case _:
                    content[at : at + 4] = source.choice(
                        [b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f"]
                    )
        refuse_or_read(bytes(content), tmp_path / "mutated.pth")


def test_a_refusal_can_be_put_on_a_screen(tmp_path):
    path = tmp_path / "x.pth"
    path.write_bytes(hostile_pickles.whole(b"cos\x1b[31m\nsystem\x07\n)R"))
    with pytest.raises(BundleError) as caught:
        open_checkpoint(path)
    assert json.dumps(str(caught.value)).isprintable()
    assert "\x1b" not in str(caught.value)
