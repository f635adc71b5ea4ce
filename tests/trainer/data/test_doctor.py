"""The doctor finds what is wrong with training pictures, says what training does, and touches nothing."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from engine.errors import DatasetError, ImageError
from trainer.data.doctor.examine import DoctorInput, Report, examine, inspect_all
from trainer.data.doctor.inspection import inspect, near_copies
from trainer.data.doctor.report import suggest
from trainer.data.sources import Picture, open_sources, pictures
from trainer.runs import launch


def scene(seed: int, width: int = 80, height: int = 64) -> Image.Image:
    """Coloured blocks, other ones for every seed."""
    blocks = np.random.default_rng(seed).integers(0, 255, (5, 6, 3), dtype=np.uint8)
    return Image.fromarray(blocks).resize((width, height), Image.Resampling.BICUBIC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "photos"
    path.mkdir()
    for number in range(12):
        scene(number).save(path / f"{number:02}.png")
    return path


def codes(report: Report, folder: Path) -> dict[str, set[str]]:
    """File names by finding, without the folder that they are in."""
    prefix = f"{folder.as_posix()}/"
    found: dict[str, set[str]] = {}
    for one in report.findings:
        found.setdefault(one.code, set()).update(file.removeprefix(prefix) for file in one.files)
    return found


def test_every_kind_of_damage_has_its_name(folder: Path) -> None:
    whole = (folder / "00.png").read_bytes()
    (folder / "cut.png").write_bytes(whole[: len(whole) // 2])
    jpeg = io.BytesIO()
    scene(50).save(jpeg, "JPEG")
    (folder / "cut.jpg").write_bytes(jpeg.getvalue()[:700])
    (folder / "text.png").write_text("not a picture")
    (folder / "empty.jpg").write_bytes(b"")
    (folder / "twisted.png").write_bytes(whole[:60] + b"garbage" * 9 + whole[123:])
    (folder / "copy.png").write_bytes(whole)
    # Lossless JPEG (SOF3), of which no decoder here reads any.
    (folder / "rare.jfif").write_bytes(jpeg.getvalue().replace(b"\xff\xc0", b"\xff\xc3", 1))
    scene(51, 600, 40).save(folder / "long.png")
    scene(52, 30, 30).save(folder / "small.png")
    Image.new("RGBA", (80, 80), (0, 90, 0, 0)).save(folder / "clear.png")
    scene(53).convert("CMYK").save(folder / "print.jpg")
    Image.fromarray(np.arange(6400, dtype=np.uint16).reshape(80, 80) * 9).save(folder / "deep.png")
    report = examine([folder], DoctorInput(size=40, enough=18))
    found = codes(report, folder)
    assert found["truncated"] == {"cut.png", "cut.jpg"}
    assert found["not_a_picture"] == {"text.png", "empty.jpg"}
    assert found["unreadable"] == {"twisted.png"}
    assert found["unsupported"] == {"rare.jfif"}
    assert found["duplicate"] == {"copy.png"}
    assert found["aspect"] == {"long.png"}
    assert found["small"] == {"small.png"}
    assert found["transparent"] == {"clear.png"}
    assert found["mode"] == {"print.jpg", "deep.png"}
    assert "few" not in found, "18 usable ones are enough"
    assert (report.pictures, report.usable) == (24, 18)
    assert report.sentences()[0] == "24 pictures, 18 of them usable."
    copy = next(one for one in report.findings if one.code == "duplicate")
    assert copy.like == (f"{folder.as_posix()}/00.png",)


def test_copies_are_found_through_compression_and_reduction_and_others_are_not(folder: Path) -> None:
    scene(3, 320, 256).save(folder / "large.png")
    scene(4).save(folder / "pressed.jpg", quality=60)
    scene(5).point(lambda value: min(255, value + 3)).save(folder / "brighter.png")
    report = examine([folder], DoctorInput(enough=1))
    near = next(one for one in report.findings if one.code == "near_duplicate")
    prefix = f"{folder.as_posix()}/"
    originals = dict(zip(near.files, near.like, strict=True))
    assert originals == {
        f"{prefix}large.png": f"{prefix}03.png",
        f"{prefix}pressed.jpg": f"{prefix}04.png",
        f"{prefix}brighter.png": f"{prefix}05.png",
    }


def test_ten_thousand_alike_hashes_are_not_compared_with_each_other(tmp_path: Path) -> None:
    # All the same shape in other colours: every hash is equal, no two are copies.
    Image.new("RGB", (32, 32), (200, 30, 30)).save(tmp_path / "one.png")
    one = inspect(Picture(open_sources([tmp_path])[0], "one.png"))
    colours = np.random.default_rng(0).permutation(10_000)
    seen = []
    for colour in colours:
        small = np.empty((16, 16, 3), dtype=np.uint8)
        small[...] = (colour % 20 * 12, colour // 20 % 20 * 12, colour // 400 * 10)
        seen.append(type(one)(one.size, "RGB", shape=one.shape, thumbnail=small.tobytes(), digest=b"x"))
    assert near_copies(seen, [0] * len(seen), {}) == {}


def test_nothing_of_the_person_s_files_changes(folder: Path) -> None:
    def state() -> dict[str, tuple[str, int]]:
        return {
            file.name: (hashlib.sha256(file.read_bytes()).hexdigest(), file.stat().st_mtime_ns)
            for file in folder.rglob("*")
        }

    before = state()
    examine([folder], DoctorInput())
    assert state() == before


def test_pairs_without_partners_and_of_other_shapes_are_named(tmp_path: Path) -> None:
    for side, number in (("A", 0), ("A", 1), ("A", 2), ("A", 3), ("B", 0), ("B", 1), ("B", 2), ("B", 4)):
        (tmp_path / side).mkdir(exist_ok=True)
        scene(number + (10 if side == "B" else 0)).save(tmp_path / side / f"{number}.png")
    scene(11, 160, 128).save(tmp_path / "B/1.png")
    scene(12, 80, 80).save(tmp_path / "B/2.png")
    report = examine([tmp_path], DoctorInput("folders", enough=3))
    found = codes(report, tmp_path)
    assert found["no_partner"] == {"A/3.png", "B/4.png"}
    assert found["partner_size"] == {"A/1.png"}
    assert found["partner_shape"] == {"A/2.png"}
    assert report.usable == 6
    assert any(one.severity == "error" for one in report.findings)


def test_folders_that_are_missing_and_odd_widths_stop_a_run(folder: Path) -> None:
    found = codes(examine([folder], DoctorInput("folders")), folder)
    assert "no_pairs" in found
    scene(70, 81, 40).save(folder / "odd.png")
    assert codes(examine([folder], DoctorInput("side_by_side")), folder)["odd_width"] == {"odd.png"}


def test_labels_that_do_not_match_and_rare_answers_are_named(folder: Path) -> None:
    labels = [[f"{number:02}.png", [1 if number == 0 else 0, 5, None]] for number in range(11)]
    labels.append(["gone.png", [0, 5, None]])
    names = ["glasses", "age", "yaw"]
    (folder / "dataset.json").write_text(json.dumps({"labels": labels, "label_names": names}))
    report = examine([folder], DoctorInput("pictures", enough=1))
    found = codes(report, folder)
    assert found["label_without_picture"] == {"gone.png"}
    assert found["picture_without_label"] == {"11.png"}
    texts = {one.code: one.what for one in report.findings}
    assert "'age' is the same" in texts["label_constant"]
    assert "'yaw' is given for no picture" in texts["label_unknown"]
    assert report.labels == (("glasses", "binary", 11), ("age", "number", 11), ("yaw", "number", 0))
    rare = [[f"{number:02}.png", 0 if number else 1] for number in range(12)]
    (folder / "dataset.json").write_text(json.dumps({"labels": rare}))
    uneven = examine([folder], DoctorInput("pictures", enough=1)).findings
    assert any(one.code == "class_imbalance" and "'label 1' has 1" in one.what for one in uneven)
    (folder / "dataset.json").write_text("{")
    assert codes(examine([folder], DoctorInput("pictures")), folder)["labels_broken"] == {"dataset.json"}


def test_two_unpaired_sets_count_as_the_smaller(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    scene(0).save(other / "same.png")
    report = examine([folder], DoctorInput("unpaired", second=(other,), enough=14))
    found = {one.code: one for one in report.findings}
    assert found["class_imbalance"].what == "One kind has 1 pictures, the other 12"
    assert found["few"].what == "Too few pictures: 13 usable"
    assert "duplicate" not in found, "the same picture in both sets is no copy"
    assert any(one.code == "no_domains" for one in examine([folder], DoctorInput("unpaired")).findings)


def test_left_out_pictures_are_not_looked_at(folder: Path) -> None:
    (folder / "broken.png").write_bytes(b"x")
    names = ("broken.png", f"{folder.as_posix()}/01.png")
    report = examine([folder], DoctorInput(exclude=names, enough=1))
    assert (report.pictures, report.excluded, report.findings) == (11, 2, ())


def test_several_processes_see_the_same_in_order_and_end(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "many.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for number in range(420):
            data = io.BytesIO()
            scene(number, 24, 20).save(data, "PNG")
            file.writestr(f"{number:03}.png", data.getvalue())
    every = list(pictures(open_sources([archive])))
    before = set(psutil.Process().children())
    alone = list(inspect_all(every, 1))
    together = inspect_all(every, 2)
    seen = [next(together) for _ in range(3)]
    assert set(psutil.Process().children()) - before, "other processes work"
    seen += list(together)
    assert seen == alone
    interrupted = inspect_all(every, 2)
    next(interrupted)
    interrupted.close()
    left = set(psutil.Process().children()) - before
    # What counts semaphores and shared memory stays as long as this process.
    workers = [child for child in left if "resource_tracker" not in " ".join(child.cmdline())]
    assert psutil.wait_procs(workers, 20)[1] == []


def test_the_doctor_in_a_process_tells_its_progress_and_can_be_cancelled(folder: Path) -> None:
    (folder / "broken.png").write_bytes(b"x")
    doctor = launch.Doctor([folder], "photos", exclude=["01.png"])
    *progress, report = doctor.events()
    assert progress == [{"event": "progress", "done": 12, "total": 12}]
    assert report["event"] == "report"
    assert (report["pictures"], report["usable"], report["excluded"]) == (12, 11, 1)
    place = next(one["files"][0] for one in report["findings"] if one["code"] == "not_a_picture")
    assert Path(place) == folder / "broken.png"
    cancelled = launch.Doctor([folder], "photos")
    cancelled.cancel()
    assert [event for event in cancelled.events() if event["event"] == "failed"] == []
    failed = list(launch.Doctor(["nowhere"], "photos").events())
    assert failed[-1]["event"] == "failed"
    assert "'nowhere' does not exist" in failed[-1]["reason"]
    assert failed[-1]["reason"].template == "'{path}' does not exist; check the path in the configuration."


def test_a_finding_s_picture_is_read_from_folders_and_zips(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "some.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.write(folder / "00.png", "boots/00.png")
    place = next(iter(pictures(open_sources([archive])))).file
    assert np.array_equal(launch.read_picture(place), launch.read_picture(str(folder / "00.png")))
    with pytest.raises(ImageError, match="does not exist"):
        launch.read_picture(str(folder / "gone.png"))


def test_what_the_pictures_ask_for_is_suggested() -> None:
    recipe = {
        "fields": [{"key": "schedule.size", "default": 256}, {"key": "settings.attributes", "default": None}],
        "by_size": {"64": {}, "128": {}, "512": {}},
    }
    report = Report(9, 9, (((300, 140), 9),), (), labels=(("age", "number", 9), ("hat", "binary", 0)))
    assert suggest(report, recipe, side_by_side=False) == {
        "schedule.size": 128,
        "settings.attributes": {"age": {"label": "age", "kind": "number"}},
    }


def test_the_doctor_needs_no_torch() -> None:
    code = "import sys, trainer.__main__, trainer.data.doctor.examine; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="does not exist"):
        examine([tmp_path / "none"])


def test_a_killed_doctor_leaves_no_process_behind(folder: Path, tmp_path: Path) -> None:
    for number in range(500):
        scene(number, 24, 20).save(folder / f"more{number}.png")
    line = [sys.executable, "-m", "trainer", "doctor", str(folder), "--events"]
    process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    watched = psutil.Process(process.pid)
    for _ in range(1200):
        children = watched.children(recursive=True) if process.poll() is None else []
        if children or process.poll() is not None:
            break
        time.sleep(0.05)
    process.kill()
    process.wait()
    assert psutil.wait_procs(children, 60)[1] == []
