"""Styles, sources and the shelf without a window: what is kept comes back, what is damaged is passed over."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.document.document import ModelName, Snapshot, blank_paper
from app.document.file_format import from_bytes, to_bytes
from app.document.style_shelf import Shelf, ShelfStyle
from app.document.styles import DOMAINS, MAX_EXEMPLARS, Exemplar, Source, Styles
from engine.bundle.manifest import DIRECTIONS
from engine.errors import DocumentError
from engine.images.codec import encode_image

DIGEST = "0" * 64
THUMBNAIL = encode_image(np.full((8, 8, 3), 90, np.uint8), "png")


def several() -> Styles:
    styles = Styles().rerolled([[0.0, 1.0], [1.0, 0.0]], seed=7, count=2)
    exemplars = [Exemplar((4.0, 0.0), "a.png", THUMBNAIL), Exemplar((0.0, 8.0), "b.png", weight=0.25)]
    return styles.with_exemplars(exemplars, 1.0)


def test_exemplars_count_by_their_weights() -> None:
    assert several().code() == pytest.approx((3.2, 1.6))
    assert several().weighted(0, 0.0).code() == (0.0, 8.0)
    nothing = several().weighted(0, 0.0).weighted(1, 0.0)
    assert nothing.code() == nothing.base
    assert nothing.code_seed == 7, "what is not mixed in leaves the seed as it was"
    assert several().code_seed is None
    assert several().with_code((9.0, 9.0)).code() == (9.0, 9.0)
    many = Styles().with_exemplars([Exemplar((0.0,), str(n)) for n in range(20)], 1.0)
    assert [e.name for e in many.exemplars] == [str(n) for n in range(20 - MAX_EXEMPLARS, 20)]


def test_every_direction_of_the_engine_leads_to_one_of_two_domains() -> None:
    assert set(DOMAINS) == set(DIRECTIONS)


def test_ink_darkens_the_photo_and_paper_leaves_it() -> None:
    rng = np.random.default_rng(0)
    underlay = rng.integers(0, 256, (6, 7, 3), dtype=np.uint8)
    sketch = blank_paper(7, 6)
    np.testing.assert_array_equal(Source("forward", underlay).composed(sketch), underlay)
    sketch[2, 3], sketch[4, 4] = 0, 128
    made = Source("forward", underlay).composed(sketch)
    assert made[2, 3].tolist() == [0, 0, 0]
    np.testing.assert_allclose(made[4, 4], underlay[4, 4] * (128 / 255), atol=0.5)
    assert Source().composed(sketch) is sketch


def snapshot() -> Snapshot:
    underlay = np.random.default_rng(1).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    source = Source("restyle_output", underlay)
    return Snapshot(blank_paper(64, 64), several(), ModelName("m", DIGEST), source=source)


def test_a_document_keeps_its_direction_its_photo_and_its_exemplars() -> None:
    back = from_bytes(to_bytes(snapshot()))
    assert back.styles == several()
    assert back.source.direction == "restyle_output"
    np.testing.assert_array_equal(back.source.underlay, snapshot().source.underlay)


def record_of(data: bytes) -> dict[str, object]:
    record: dict[str, object] = json.loads(zipfile.ZipFile(io.BytesIO(data)).read("document.json"))
    return record


def test_the_format_is_the_oldest_that_holds_the_document() -> None:
    plain = Snapshot(blank_paper(64, 64), Styles().rerolled([[1.0]], 1, 1))
    one = replace(plain, styles=plain.styles.with_exemplars([Exemplar((2.0,), "a")], 0.5))
    assert record_of(to_bytes(plain))["format"] == record_of(to_bytes(one))["format"] == 1
    assert from_bytes(to_bytes(one)).styles == one.styles
    assert record_of(to_bytes(replace(plain, source=Source("backward"))))["format"] == 3
    assert record_of(to_bytes(snapshot()))["format"] == 3


@pytest.mark.parametrize(
    "edit",
    [
        {"way": "sideways"},
        {"way": None},
        {"exemplars": [{"code": [1e300, 0], "name": "x", "weight": 1}]},
        {"exemplars": [{"code": [0, 0], "name": "x", "weight": "much"}]},
        {"exemplars": [{}] * 9},
        {"exemplars": 3},
        {"face": {}},
    ],
)
def test_a_source_that_makes_no_sense_is_refused(edit: dict[str, object]) -> None:
    whole = to_bytes(snapshot())
    with pytest.raises(DocumentError, match=r"x\.ganvas .*; nothing was opened\."):
        from_bytes(changed(whole, edit), "x.ganvas")


def changed(
    whole: bytes, edit: dict[str, object], drop: str = "", add: dict[str, bytes] | None = None
) -> bytes:
    source, buffer = zipfile.ZipFile(io.BytesIO(whole)), io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("document.json", json.dumps({**record_of(whole), **edit}))
        for name in source.namelist():
            if name not in ("document.json", drop, *(add or {})):
                archive.writestr(name, source.read(name))
        for name, content in (add or {}).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_photo_that_is_missing_or_of_another_size_is_refused() -> None:
    small = encode_image(np.zeros((10, 10, 3), np.uint8), "png")
    whole = to_bytes(snapshot())
    for data in (changed(whole, {}, drop="underlay.png"), changed(whole, {}, add={"underlay.png": small})):
        with pytest.raises(DocumentError, match="damaged styles"):
            from_bytes(data)


def style(key: str = "ab" * 8, name: str = "Leather", digest: str = DIGEST) -> ShelfStyle:
    return ShelfStyle(key, name, digest, "output", (0.5, -2.25), THUMBNAIL)


def test_kept_styles_come_back_of_their_own_model_alone(tmp_path: Path) -> None:
    shelf, other = Shelf(tmp_path), "1" * 64
    shelf.keep(style())
    shelf.keep(style("cd" * 8, "alcantara"))
    shelf.keep(style("ef" * 8, "Wool", other))
    assert [kept.name for kept in Shelf(tmp_path).styles(DIGEST)] == ["alcantara", "Leather"]
    assert Shelf(tmp_path).styles(DIGEST)[1] == style()
    shelf.keep(replace(style(), name="Suede"))
    assert [kept.name for kept in shelf.styles(DIGEST)] == ["alcantara", "Suede"]
    shelf.drop(style())
    shelf.drop(style())
    assert [kept.name for kept in shelf.styles(DIGEST)] == ["alcantara"]
    assert [kept.name for kept in shelf.styles(other)] == ["Wool"]
    assert shelf.styles("2" * 64) == ()


def test_no_key_or_digest_leads_out_of_the_shelf(tmp_path: Path) -> None:
    for bad in (style(key="../../outside"), style(digest="../up"), style(key="")):
        with pytest.raises(DocumentError):
            Shelf(tmp_path / "shelf").keep(bad)
    assert list(tmp_path.iterdir()) == []


def test_a_shelf_that_may_not_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "styles").write_text("a file in the folder's place")
    with pytest.raises(DocumentError, match=r"could not be kept .*the shelf is as it was"):
        Shelf(tmp_path / "styles").keep(style())


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_damaged_styles_are_passed_over_and_kept(tmp_path_factory: pytest.TempPathFactory, data) -> None:
    folder = tmp_path_factory.mktemp("shelf")
    shelf = Shelf(folder)
    shelf.keep(style())
    shelf.keep(style("cd" * 8, "Wool"))
    path = folder / DIGEST / f"{'ab' * 8}.json"
    whole = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    assert "Wool" in [kept.name for kept in shelf.styles(DIGEST)]
    assert path.exists()
