"""What the editor reads of an import, by line: progress, what was found, what is to be asked, failures."""

import json
import os
import shutil
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from helpers.https_server import FileServer, make_certificate
from helpers.published_files import SMALL_MUNIT, SMALL_STYLEGAN2

from engine.architectures.registry import build
from engine.bundle.bundle import open_bundle
from trainer.__main__ import app
from trainer.bundling.import_questions import suggested_name
from trainer.runs.launch import import_checkpoints, scan_checkpoints

ROOT = Path(__file__).resolve().parents[3]
OPENSSL = shutil.which("openssl")
SYSTEMS = {
    "pix2pix": ("pix2pix_unet", {"widths": [4, 6, 8]}),
    "cyclegan": ("resnet_generator", {"width": 4, "blocks": 2}),
    "sketches": ("bicyclegan_unet", {"widths": [4, 6, 8], "latent_size": 3, "input_channels": 1}),
    "labels": (
        "pix2pixhd_enhanced",
        {"width": 2, "blocks": 1, "input_channels": 5, "downsamplings": 1},
    ),
    "munit": (
        "munit_generator",
        SMALL_MUNIT,
    ),
    "faces": (
        "stylegan2_generator",
        SMALL_STYLEGAN2,
    ),
}


def state(system, seed=0):
    architecture, config = SYSTEMS[system]
    torch.manual_seed(seed)
    return build(architecture, config).state_dict()


def saved(path, value):
    torch.save(value, path)
    return path


def info(arguments, capsys):
    capsys.readouterr()
    try:
        app([str(word) for word in arguments], standalone_mode=False)
        code = 0
    except SystemExit as end:
        code = end.code
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()], code


def asked(paths, capsys):
    events, code = info(["look", "--events", *paths], capsys)
    assert code == 0
    assert {event["event"] for event in events[:-1]} == {"progress"}
    assert events[-1]["event"] == "found"
    return {question["key"]: question for question in events[-1]["questions"]}, events[-1]


def test_only_what_cannot_be_known_is_asked(tmp_path, capsys):
    questions, found = asked([saved(tmp_path / "g.pth", state("pix2pix"))], capsys)
    assert list(questions) == ["family", "input"]
    assert questions["family"]["choices"] == ["cyclegan", "pix2pix"]
    assert questions["input"]["default"] == "photo"
    assert found["licence"].startswith("BSD")
    assert found["files"][0]["bytes"] == (tmp_path / "g.pth").stat().st_size
    questions, _ = asked([saved(tmp_path / "s.pth", state("sketches"))], capsys)
    assert {key: question["default"] for key, question in questions.items()} == {"input": "sketch"}
    questions, _ = asked([saved(tmp_path / "l.pth", state("labels"))], capsys)
    assert {key: question["default"] for key, question in questions.items()} == {
        "edges": "yes",
        "size": "512",
    }
    questions, found = asked([saved(tmp_path / "f.pt", {"g_ema": state("faces")})], capsys)
    assert questions == {}
    assert found["capabilities"][0] == "sample"


def test_two_networks_are_asked_for_their_direction(tmp_path, capsys):
    first = saved(tmp_path / "latest_net_G_A.pth", state("cyclegan"))
    second = saved(tmp_path / "latest_net_G_B.pth", state("cyclegan", 1))
    questions, _ = asked([first, second], capsys)
    assert questions["backwards"]["choices"] == ["latest_net_G_A.pth", "latest_net_G_B.pth"]
    assert (questions["size"]["multiple"], questions["size"]["default"]) == (4, "256")
    both = saved(tmp_path / "gen_00000001.pt", {"a": state("munit"), "b": state("munit", 1)})
    questions, _ = asked([both], capsys)
    assert questions["backwards"]["choices"] == ["a", "b"]
    assert {"input", "result"} <= set(questions)


@pytest.mark.slow
def test_answers_change_the_model(tmp_path):
    first = saved(tmp_path / "a.pth", state("cyclegan"))
    second = saved(tmp_path / "b.pth", state("cyclegan", 1))
    answers = {"family": "cut", "input": "sketch", "result": "photo", "backwards": "1", "size": "32"}
    process = import_checkpoints(
        [first, second], tmp_path / "both.gmodel", answers, title="Both ways", address="https://example.org/a"
    )
    events = list(process.events())
    assert process.wait() == 0
    assert events[-1]["event"] == "finished"
    manifest = open_bundle(tmp_path / "both.gmodel").manifest
    assert (manifest.family, manifest.image.size, manifest.title) == ("cut", 32, "Both ways")
    assert (manifest.directions["forward"].input_kind, manifest.directions["forward"].output_kind) == (
        "sketch",
        "photo",
    )
    assert manifest.provenance["source_2_address"] == "https://example.org/a"
    stored = open_bundle(tmp_path / "both.gmodel").weights("generator_ab")
    assert torch.equal(torch.from_numpy(stored["model.1.weight"]), state("cyclegan", 1)["model.1.weight"])


def test_a_failure_is_told_whole(tmp_path, capsys):
    tensors = state("pix2pix")
    tensors |= {f"model.extra.{number}.weight": torch.ones(2) for number in range(40)}
    events, code = info(["look", "--events", saved(tmp_path / "g.pth", tensors)], capsys)
    assert code == 1
    assert events[-1]["event"] == "failed"
    lines = events[-1]["reason"].splitlines()
    assert (
        lines[0] == "The tensors do not fit the network: unexpected model.extra.0.weight (2,), and 39 more."
    )
    assert lines[1] == "unexpected model.extra.0.weight (2,)"
    assert len(lines) <= 21
    (tmp_path / "evil.pkl").write_bytes(b"cos\nsystem\n(S'touch pwned'\ntR.")
    process = scan_checkpoints([tmp_path / "evil.pkl"])
    last = list(process.events())[-1]
    assert process.wait() == 1
    assert "it asks for 'os.system', which is code" in last["reason"]


def test_the_folder_names_what_the_file_does_not(tmp_path):
    folder = tmp_path / "edges2shoes_pretrained"
    assert suggested_name([folder / "latest_net_G.pth"]) == "edges2shoes_pretrained"
    assert suggested_name([folder / "gen_00500000.pt"]) == "edges2shoes_pretrained"
    assert suggested_name([folder / "Summer 2 Winter.pth"]) == "summer-2-winter"
    assert suggested_name([Path("/0123456789abcdef/latest_net_G.pth")]) == "model"


@pytest.mark.slow
@pytest.mark.skipif(OPENSSL is None, reason="openssl makes the certificate of the test server")
def test_a_published_file_is_fetched_checked_and_imported_by_one_command(tmp_path, ganvas_home):
    certificate, key = make_certificate(tmp_path, OPENSSL)
    assert ssl.create_default_context(cafile=certificate)
    server = FileServer(certificate, key)
    server.content = saved(tmp_path / "g.pth", state("pix2pix")).read_bytes()
    environment = {**os.environ, "SSL_CERT_FILE": str(certificate)}

    def ganvas(*words):
        line = [sys.executable, "-m", "app", "import", *map(str, words), "-o", str(tmp_path / "a.gmodel")]
        return subprocess.run(
            line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120
        )

    try:
        url = server.url("edges2shoes.pth")
        wrong = ganvas("--from-url", url, "--sha256", "1" * 64, "--json")
        assert wrong.returncode == 1
        assert f"its SHA-256 is {server.sha256}" in wrong.stderr
        assert not (tmp_path / "a.gmodel").exists()
        server.breaks = [5000]
        options = ("--from-url", url, "--sha256", server.sha256, "--bytes", len(server.content))
        done = ganvas(*options, "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["family"] == "pix2pix"
        assert server.asked[-2:] == ["", "bytes=5000-"]
        manifest = open_bundle(tmp_path / "a.gmodel").manifest
        assert manifest.provenance["source_1_address"] == url
        assert manifest.provenance["source_1_sha256"] == server.sha256
        assert url in open_bundle(tmp_path / "a.gmodel").card()
        assert not [path for path in (ganvas_home / "cache").rglob("*") if path.is_file()], "no leftovers"
    finally:
        server.close()
    assert ganvas("--from-url", "http://localhost/a.pth").returncode == 1
    assert ganvas().returncode == 2
    assert ganvas(tmp_path / "g.pth", "--sha256", "1" * 64).returncode == 2
