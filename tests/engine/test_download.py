"""Fetching over HTTPS from a real local server: whole and right, or not at all."""

import http.server
import os
import shutil
import ssl
import threading

import pytest
from helpers.https_server import FileServer, make_certificate

from engine import download as fetching
from engine.download import Wanted, fetch, file_name, forget
from engine.errors import FetchError

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="openssl makes the certificate of the test server")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("tls"), OPENSSL)


@pytest.fixture
def server(certificate):
    made = FileServer(*certificate)
    made.content = os.urandom(300_000)
    yield made
    made.close()


@pytest.fixture
def trusting(certificate):
    return ssl.create_default_context(cafile=certificate[0])


def left_in(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_file_arrives_whole_with_its_progress(server, trusting, tmp_path):
    info = []
    wanted = Wanted(server.url("some%20net.pth?download=1"), server.sha256.upper(), 300_000)
    path = fetch(wanted, tmp_path, progress=lambda *step: info.append(step), context=trusting)
    assert path.name == "some-net.pth"
    assert path.read_bytes() == server.content
    assert info[0] == ("fetching some-net.pth", 0, 300_000)
    assert ("fetching some-net.pth", 300_000, 300_000) in info
    assert info[-1] == ("hashing some-net.pth", 300_000, 300_000)
    forget(path)
    assert left_in(tmp_path) == []


def test_a_broken_connection_is_gone_on_with_where_it_broke(server, trusting, tmp_path):
    server.breaks = [100_000, 50_000]
    path = fetch(Wanted(server.url()), tmp_path, context=trusting)
    assert path.read_bytes() == server.content
    assert server.asked == ["", "bytes=100000-", "bytes=150000-"]


def test_what_arrived_is_kept_for_the_next_try(server, trusting, tmp_path):
    server.breaks = [120_000, 0, 0, 0]
    with pytest.raises(FetchError, match=r"120,000 of 300,000 bytes are kept"):
        fetch(Wanted(server.url()), tmp_path, context=trusting)
    assert not any(path.name == "net.pth" for path in tmp_path.rglob("*"))
    server.asked.clear()
    path = fetch(Wanted(server.url()), tmp_path, context=trusting)
    assert path.read_bytes() == server.content
    assert server.asked == ["bytes=120000-"]


@pytest.mark.parametrize("ranged", [True, False])
def test_a_file_that_changed_meanwhile_is_fetched_anew(server, trusting, tmp_path, ranged):
    server.breaks, server.ranged = [120_000, 0, 0, 0], ranged
    with pytest.raises(FetchError):
        fetch(Wanted(server.url()), tmp_path, context=trusting)
    server.content = os.urandom(200_000)
    assert fetch(Wanted(server.url()), tmp_path, context=trusting).read_bytes() == server.content


def test_parts_of_an_unmarked_file_are_joined_only_where_the_digest_tells(server, trusting, tmp_path):
    server.validated = False
    for digest, asked in ((None, ""), (server.sha256, "bytes=120000-")):
        server.breaks = [120_000, 0, 0, 0]
        folder = tmp_path / str(asked == "")
        with pytest.raises(FetchError):
            fetch(Wanted(server.url(), digest), folder, context=trusting)
        server.asked.clear()
        path = fetch(Wanted(server.url(), digest), folder, context=trusting)
        assert path.read_bytes() == server.content
        assert server.asked == [asked]


def test_a_fetched_file_is_not_fetched_twice(server, trusting, tmp_path):
    first = fetch(Wanted(server.url()), tmp_path, context=trusting)
    again = fetch(Wanted(server.url()), tmp_path, context=trusting)
    assert again == first
    assert again.read_bytes() == server.content
    assert server.asked == ["", "bytes=300000-"]


def test_another_file_than_the_digest_names_is_deleted(server, trusting, tmp_path):
    with pytest.raises(FetchError, match=f"its SHA-256 is {server.sha256}"):
        fetch(Wanted(server.url(), "0" * 64), tmp_path, context=trusting)
    assert left_in(tmp_path) == []


def test_another_size_is_refused_before_anything_is_taken(server, trusting, tmp_path):
    with pytest.raises(FetchError, match="has 300,000 bytes on the server, not the 1,000"):
        fetch(Wanted(server.url(), size=1000), tmp_path, context=trusting)
    assert left_in(tmp_path) == []


def test_more_bytes_than_asked_for_are_not_taken(server, trusting, tmp_path):
    server.info = False
    with pytest.raises(FetchError, match="sends more than 1,000 bytes"):
        fetch(Wanted(server.url(), size=1000), tmp_path, context=trusting)
    with pytest.raises(FetchError, match="has 300,000 bytes, not the 400,000"):
        fetch(Wanted(server.url(), size=400_000), tmp_path / "b", context=trusting)


def test_larger_files_than_any_checkpoint_are_refused(server, trusting, tmp_path, monkeypatch):
    monkeypatch.setattr(fetching, "LARGEST", 200_000)
    with pytest.raises(FetchError, match="is larger than"):
        fetch(Wanted(server.url()), tmp_path, context=trusting)
    assert left_in(tmp_path) == []


def test_a_full_disk_is_noticed_before(server, trusting, tmp_path, monkeypatch):
    monkeypatch.setattr(fetching, "_KEPT_FREE", 2**62)
    with pytest.raises(FetchError, match="needs 300,000 bytes, which the disk does not have"):
        fetch(Wanted(server.url()), tmp_path, context=trusting)


def test_a_web_page_is_no_checkpoint(server, trusting, tmp_path):
    server.kind = "text/html; charset=utf-8"
    with pytest.raises(FetchError, match="leads to a web page"):
        fetch(Wanted(server.url()), tmp_path, context=trusting)


def test_a_server_that_refuses_is_named_and_one_that_is_busy_is_asked_again(server, trusting, tmp_path):
    server.statuses = [404]
    with pytest.raises(FetchError, match="the server answers 404"):
        fetch(Wanted(server.url()), tmp_path, context=trusting)
    server.statuses = [503, 429]
    assert fetch(Wanted(server.url()), tmp_path, context=trusting).read_bytes() == server.content


def test_it_follows_to_other_safe_addresses_only(server, trusting, tmp_path):
    plain = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    thread = threading.Thread(target=plain.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    server.moved = {
        "a.pth": server.url("b.pth"),
        "plain.pth": f"http://localhost:{plain.server_address[1]}/b.pth",
        "file.pth": "file:///etc/hostname",
        "round.pth": server.url("round.pth"),
    }
    path = fetch(Wanted(server.url("a.pth")), tmp_path, context=trusting)
    assert path.read_bytes() == server.content
    for name in ("plain.pth", "file.pth", "round.pth"):
        with pytest.raises(FetchError):
            fetch(Wanted(server.url(name)), tmp_path / name, context=trusting)
        assert left_in(tmp_path / name) == []
    plain.shutdown()
    plain.server_close()
    thread.join()


def test_a_server_that_cannot_prove_itself_is_not_trusted(server, tmp_path):
    with pytest.raises(FetchError, match="certificate is not valid"):
        fetch(Wanted(server.url()), tmp_path)
    assert server.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/a.pth",
        "ftp://localhost/a.pth",
        "file:///etc/passwd",
        "data:text/plain,hello",
        "//localhost/a.pth",
        "https://",
        "https://user:secret@localhost/a.pth",
        "https://localhost/a b.pth",
        "https://localhost/a.pth\r\nHost: elsewhere",
        "https://[::1/a.pth",
        "https://localhost:99999/a.pth",
        "a.pth",
        "",
    ],
)
def test_other_addresses_are_refused_in_one_sentence(url, tmp_path):
    with pytest.raises(FetchError) as caught:
        fetch(Wanted(url), tmp_path)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)
    assert left_in(tmp_path) == []


@pytest.mark.parametrize(
    ("path", "name"),
    [("a/../../etc/passwd", "passwd"), ("..%2f..%2fx.pkl", "x.pkl"), ("", "download"), ("a\\b.pt", "a-b.pt")],
)
def test_a_file_stays_in_its_folder_whatever_the_address_says(path, name):
    assert file_name(f"https://localhost/{path}") == name


@pytest.mark.parametrize("wanted", [{"sha256": "abc"}, {"sha256": "g" * 64}, {"size": 0}, {"size": 2**50}])
def test_impossible_downloads_are_refused(wanted, tmp_path):
    with pytest.raises(FetchError):
        fetch(Wanted("https://localhost/a.pth", **wanted), tmp_path)
