"""Files that are written: whole or not at all, under every name, and with what the file before them had."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ImageError
from engine.files import atomic_path, file_state, write_atomically
from engine.images.animation import write_animation
from engine.images.codec import write_image

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has other modes")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@POSIX
@pytest.mark.parametrize("wanted", [0o600, 0o664, 0o755])
def test_a_file_that_is_written_again_keeps_its_mode(tmp_path: Path, wanted: int) -> None:
    path = tmp_path / "kept.bin"
    write_atomically(path, b"old")
    path.chmod(wanted)
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert mode(path) == wanted


@POSIX
def test_an_animation_keeps_the_mode_of_the_one_before(tmp_path: Path) -> None:
    frames = [np.full((16, 16, 3), level, np.uint8) for level in (0, 120, 250)]
    for name in ("a.gif", "a.webp"):
        path = tmp_path / name
        write_animation(path, frames, frames_per_second=10)
        path.chmod(0o600)
        write_animation(path, frames, frames_per_second=10)
        assert mode(path) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.gif", "a.webp"]


@POSIX
def test_new_content_of_a_private_file_is_never_open_to_others(tmp_path: Path) -> None:
    path = tmp_path / "private.bin"
    write_atomically(path, b"old")
    path.chmod(0o600)
    with atomic_path(path) as temporary:
        temporary.write_bytes(b"new")
        assert mode(temporary) & 0o077 == 0
    assert path.read_bytes() == b"new"


@POSIX
def test_a_new_file_has_the_mode_that_the_person_wants_for_new_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "new.bin", b"new")
    finally:
        os.umask(before)
    assert mode(tmp_path / "new.bin") == 0o640


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_a_file_of_another_person_stays_theirs(tmp_path: Path) -> None:
    path = tmp_path / "theirs.bin"
    write_atomically(path, b"old")
    os.chown(path, 12345, 23456)
    path.chmod(0o640)
    write_atomically(path, b"new")
    assert (path.stat().st_uid, path.stat().st_gid, mode(path)) == (12345, 23456, 0o640)


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="no such attributes here")
def test_extended_attributes_stay(tmp_path: Path) -> None:
    path = tmp_path / "tagged.bin"
    write_atomically(path, b"old")
    try:
        os.setxattr(path, "user.comment", b"for the shop")
    except OSError:
        pytest.skip("this disk keeps no attributes")
    write_atomically(path, b"new")
    assert os.getxattr(path, "user.comment") == b"for the shop"


def test_a_read_only_file_is_refused_in_a_sentence_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "locked.png"
    write_image(path, np.zeros((4, 4, 3), np.uint8))
    before = path.read_bytes()
    path.chmod(0o444)
    with pytest.raises(ImageError, match=r"locked\.png could not be written \(it is read-only\)"):
        write_image(path, np.full((4, 4, 3), 255, np.uint8))
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["locked.png"]
    path.chmod(0o644)


@pytest.mark.parametrize("letters", [1, 33, 79, 80, 83])
def test_every_name_that_the_disk_takes_can_be_written(tmp_path: Path, letters: int) -> None:
    path = tmp_path / ("鞋" * letters + ".png")
    try:
        path.touch()
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        pytest.skip("this disk does not take such a name")
    path.unlink()
    for level in (0, 255):
        write_image(path, np.full((4, 4, 3), level, np.uint8))
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_hard_link_elsewhere_keeps_the_content_of_before(tmp_path: Path) -> None:
    path, copy = tmp_path / "work.bin", tmp_path / "backup.bin"
    write_atomically(path, b"old")
    os.link(path, copy)
    write_atomically(path, b"new")
    assert (path.read_bytes(), copy.read_bytes()) == (b"new", b"old")


def test_a_folder_of_that_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(IsADirectoryError, match="a folder has this name"):
        write_atomically(tmp_path / "taken", b"new")
    assert [one.name for one in tmp_path.iterdir()] == ["taken"]


def test_a_file_that_somebody_writes_is_in_another_state_and_one_that_is_read_is_not(tmp_path: Path) -> None:
    path = tmp_path / "work.bin"
    assert file_state(path) is None
    write_atomically(path, b"old")
    known = file_state(path)
    path.read_bytes()
    assert file_state(path) == known
    write_atomically(path, b"newer")
    assert file_state(path) != known
