"""The list of published weights: pages over HTTPS, known families, and no figure that was not counted."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.models.import_wording import QUESTIONS, ROLES, STEPS
from app.models.library_dialog import published

ROOT = Path(__file__).resolve().parents[3]
KEYS = ROOT.parent / "shared" / "design" / "keys"
# Networks that are imported of each system, by the lists of their published tensors.
COUNTED = {
    "BicycleGAN": ["BicycleGAN_net_G_edges2shoes_in1", "BicycleGAN_net_E"],
    "pix2pix": ["pix2pix_net_G_unet_256_batch"],
    "CycleGAN": ["CycleGAN_net_G_resnet_9blocks_instance"],
    "pix2pixHD": ["pix2pixHD_net_G_local_ngf32_in36"],
    "SPADE (GauGAN)": ["SPADE_net_G_coco_semantic184"],
    "MUNIT": ["MUNIT_gen_a", "MUNIT_gen_a"],
    "UNIT": ["UNIT_gen_a", "UNIT_gen_a"],
    "StyleGAN2-ADA": ["NVlabs_SG2ADA_G_1024_cbase32768_map8"],
    "StyleGAN (InterFaceGAN's copy)": ["InterFaceGAN_StyleGANGeneratorModel"],
    "pSp": ["pSp_encoder_1024_gradualstyle_ir_se50", "pSp_decoder_1024"],
    "StyleGAN3": ["NVlabs_SG3T_G_256"],
    "StyleGAN2 (rosinality)": ["rosinality_SG2_G_256"],
}


def test_every_row_names_a_page_over_https_and_a_family_that_can_be_imported() -> None:
    from engine.checkpoints.origins import ORIGINS

    rows = published()
    assert len(rows) >= 10
    assert len({row.name for row in rows}) == len(rows)
    for row in rows:
        address = urlsplit(row.page)
        assert address.scheme == "https", row
        assert address.netloc, row
        assert row.family in ORIGINS, row
        assert row.files, row
        assert set(row.shows) == {"en", "zh_CN"}, row


def test_rows_say_of_commercial_use_what_the_cards_say() -> None:
    from engine.checkpoints.origins import ORIGINS

    for row in published():
        if row.name != "StyleGAN2 (rosinality)":  # the same networks under other terms
            assert ("non-commercial" in ORIGINS[row.family].licence) is not row.commercial, row


@pytest.mark.skipif(not KEYS.exists(), reason="the lists of published tensors are not beside this project")
def test_sizes_are_those_of_the_published_networks() -> None:
    for row in published():
        counts = []
        for name in COUNTED.get(row.name, []):
            head = (KEYS / f"{name}.txt").read_text().partition("\n")[0]
            found = re.search(r"([\d,]+) parameters", head)
            assert found is not None
            counts.append(int(found[1].replace(",", "")))
        assert row.numbers == sum(counts), row.name


def test_the_words_of_an_import_cover_what_the_process_says() -> None:
    said = set()
    for file in ("trainer/bundling/import_files.py", "engine/checkpoints/scan.py", "engine/download.py"):
        source = (ROOT / file).read_text("utf-8")
        said |= set(re.findall(r'(?:progress|told)\(f?"([a-z ]+)', source))
    assert len(said) >= 6
    assert [words for words in said if not any(words.startswith(start) for start in STEPS)] == []
    from engine.checkpoints.scan import _MAKING
    from trainer.bundling.import_questions import Key

    assert set(_MAKING) <= set(ROLES)
    assert set(Key.__args__) == set(QUESTIONS)  # type: ignore[attr-defined]


def test_the_import_dialog_brings_no_torch_into_the_editor() -> None:
    code = (
        "import sys, app.models.import_entry, app.models.import_dialog, app.models.library_dialog\n"
        "import engine.download, trainer.runs.launch\n"
        "print([name for name in ('torch', 'onnx', 'scipy', 'pydantic') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
