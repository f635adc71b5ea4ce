"""A local HTTPS server of one file, with its own certificate, that can break off, change and lead astray."""

import hashlib
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIG = """[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = localhost
[extensions]
subjectAltName = DNS:localhost
basicConstraints = critical, CA:TRUE
"""


def make_certificate(folder: Path, openssl: str) -> tuple[Path, Path]:
    """A certificate for localhost and its key."""
    certificate, key, config = folder / "certificate.pem", folder / "key.pem", folder / "openssl.cnf"
    config.write_text(CONFIG)
    options = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    files = ["-config", config, "-keyout", key, "-out", certificate]
    subprocess.run([openssl, *options, *files], check=True, capture_output=True)
    return certificate, key


class FileServer:
    """Serves `content` under any path.

    Attributes:
        breaks: for each coming answer the bytes after which the connection is cut; whole answers follow.
        statuses: for each coming answer a status to send in place of the file.
        moved: path to the address that it leads on to.
        kind: the content type.
        ranged: whether parts are sent.
        info: whether the length is told.
        asked: the Range of every request, or "".
    """

    def __init__(self, certificate: Path, key: Path) -> None:
        self.content = b""
        self.breaks: list[int] = []
        self.statuses: list[int] = []
        self.moved: dict[str, str] = {}
        self.kind = "application/octet-stream"
        self.ranged, self.validated, self.info = True, True, True
        self.asked: list[str] = []
        self.hold = threading.Event()
        self.hold.set()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                server.answer(self)

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self._http.socket = context.wrap_socket(self._http.socket, server_side=True)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def url(self, path: str = "net.pth") -> str:
        return f"https://localhost:{self._http.server_address[1]}/{path}"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def close(self) -> None:
        self.hold.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        request.close_connection = True
        wanted = request.headers.get("Range") or ""
        self.asked.append(wanted)
        path = request.path.lstrip("/")
        if path in self.moved:
            request.send_response(302)
            request.send_header("Location", self.moved[path])
            request.send_header("Content-Length", "0")
            request.end_headers()
            return
        if self.statuses:
            request.send_response(self.statuses.pop(0))
            request.send_header("Content-Length", "0")
            request.end_headers()
            return
        tag = f'"{self.sha256[:16]}"'
        first = int(wanted[6:-1]) if wanted else 0
        same = request.headers.get("If-Range") in (None, tag)
        partly = bool(wanted) and self.ranged and same
        if partly and first >= len(self.content):
            request.send_response(416)
            request.send_header("Content-Range", f"bytes */{len(self.content)}")
            request.send_header("Content-Length", "0")
            request.end_headers()
            return
        body = self.content[first:] if partly else self.content
        request.send_response(206 if partly else 200)
        request.send_header("Content-Type", self.kind)
        if self.info:
            request.send_header("Content-Length", str(len(body)))
        if self.validated:
            request.send_header("ETag", tag)
        if partly:
            last = len(self.content) - 1
            request.send_header("Content-Range", f"bytes {first}-{last}/{len(self.content)}")
        request.end_headers()
        cut = self.breaks.pop(0) if self.breaks else len(body)
        request.wfile.write(body[:cut])
        request.wfile.flush()
        self.hold.wait(60)
