"""Fetching one large file over HTTPS: limits, resuming, size and SHA-256 checks, whole or not at all."""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import shutil
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import IO, Any

from engine.errors import FetchError, TemplateError
from engine.files import write_atomically
from engine.sentences import Sentence
from engine.types import StageProgress

# Addresses that files may be fetched from, and an opener for them that knows HTTPS alone.


def file_name(url: str) -> str:
    """What the file at an address is called on the disk: letters, digits, dots, dashes.

    Raises:
        FetchError: the address is none that anything is fetched from.
    """
    try:
        parts = urllib.parse.urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise FetchError("This is no address ({error}); nothing was fetched.", error=error) from error
    if parts.scheme.lower() != "https" or not host or port == 0:
        raise FetchError("Only addresses that begin with https:// are fetched from; nothing was fetched.")
    if parts.username is not None or parts.password is not None or re.search(r"[\x00-\x20\x7f]", url):
        raise FetchError(
            "An address with a password or a blank in it is not fetched from; nothing was fetched."
        )
    last = urllib.parse.unquote(parts.path).rstrip("/").rpartition("/")[2]
    return re.sub(r"[^A-Za-z0-9._-]+", "-", last).strip("-._")[-80:] or "download"


class _SecureRedirects(urllib.request.HTTPRedirectHandler):
    """Goes where the server says, as long as that is HTTPS and not in circles."""

    max_redirections = 5
    max_repeats = 2

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        try:
            file_name(newurl)
        except FetchError as error:
            raise FetchError(
                "The server leads on to an address that is not safe (HTTPS alone is); nothing was fetched."
            ) from error
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def https_opener(context: ssl.SSLContext | None) -> urllib.request.OpenerDirector:
    """Opens HTTPS alone: no file, FTP or plain HTTP handler is in it; a proxy of the system's is used.

    Args:
        context: which certificates are trusted; by default those of the system.
    """
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPSHandler(context=context or ssl.create_default_context()),
        _SecureRedirects(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


LARGEST = 16 * 2**30
_BLOCK = 2**20
_PATIENCE = 30.0
# Attempts in a row that bring nothing; one that brought something starts the count anew.
_ATTEMPTS = 3
_KEPT_FREE = 64 * 2**20


@dataclass(frozen=True)
class Wanted:
    """A file to fetch.

    Attributes:
        url: its address; HTTPS.
        sha256: the digest that it must have, 64 hexadecimal digits; None takes any.
        size: the bytes that it must have; None takes any up to 16 GB.
    """

    url: str
    sha256: str | None = None
    size: int | None = None


@dataclass
class _Partly:
    """What is there of a file, and what the server said that it is a part of."""

    data: Path
    notes: Path
    validator: str = ""
    total: int = 0

    @property
    def done(self) -> int:
        return self.data.stat().st_size if self.data.exists() else 0

    def keep_notes(self) -> None:
        write_atomically(self.notes, json.dumps({"validator": self.validator, "total": self.total}).encode())

    def forget(self) -> None:
        self.data.unlink(missing_ok=True)
        self.notes.unlink(missing_ok=True)
        self.validator, self.total = "", 0


class _Broken(TemplateError):  # noqa: N818 - an event of the loop below, never seen outside
    """The connection ended before the file did."""


def fetch(
    wanted: Wanted,
    folder: Path,
    *,
    progress: StageProgress = lambda what, done, total: None,
    context: ssl.SSLContext | None = None,
) -> Path:
    """Fetch a file into a folder of its own in `folder`; what an earlier try left is gone on with.

    A part that is left behind has no name that anything would open. It is gone on with (RFC 9110, section 14)
    where the server says that the file is still the same one, or where `wanted` names its digest.

    Args:
        wanted: which file.
        folder: for downloads; it is made where it is missing.
        progress: called with what is being done, bytes so far and bytes in all (0: not known).
        context: which certificates are trusted; by default those of the system.

    Returns:
        The file, whole, and of the size and digest that were asked for.

    Raises:
        FetchError: the address is not HTTPS or leads elsewhere, the server refuses, the connection breaks
            again and again, the disk is too full, or the file is not the one that was asked for.
    """
    name = file_name(wanted.url)
    _check_wanted(wanted)
    try:
        place = folder / hashlib.sha256(wanted.url.encode()).hexdigest()[:16]
        place.mkdir(parents=True, exist_ok=True)
        partly = _resumed(place, name, wanted)
        _receive(wanted, partly, https_opener(context), name, progress)
        _check(wanted, partly, name, progress)
        partly.data.replace(place / name)
        partly.keep_notes()
        return place / name
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise FetchError(
            "{name} could not be fetched ({reason}); what has arrived is kept.", name=name, reason=reason
        ) from error


def forget(file: Path) -> None:
    """Delete a fetched file, and what is remembered of it."""
    shutil.rmtree(file.parent, ignore_errors=True)


def _check_wanted(wanted: Wanted) -> None:
    if wanted.sha256 is not None and not re.fullmatch(r"[0-9a-fA-F]{64}", wanted.sha256):
        raise FetchError("A SHA-256 has 64 hexadecimal digits; nothing was fetched.")
    if wanted.size is not None and not 0 < wanted.size <= LARGEST:
        raise FetchError(
            "Files of 1 byte to {gigabytes} GB are fetched; nothing was fetched.", gigabytes=LARGEST // 2**30
        )


def _resumed(place: Path, name: str, wanted: Wanted) -> _Partly:
    """What an earlier try left, if the server may be asked for the rest of it."""
    partly = _Partly(place / f"{name}.part", place / f"{name}.part.json")
    if (place / name).exists():
        # Fetched before: the server is asked whether it is still the same.
        (place / name).replace(partly.data)
    try:
        known = json.loads(partly.notes.read_bytes())
        partly.validator, partly.total = str(known["validator"]), int(known["total"])
    except (OSError, ValueError, KeyError, TypeError):
        partly.validator, partly.total = "", 0
    if partly.done and not partly.validator and wanted.sha256 is None:
        partly.forget()
    return partly


def _receive(
    wanted: Wanted,
    partly: _Partly,
    opener: urllib.request.OpenerDirector,
    name: str,
    progress: StageProgress,
) -> None:
    failures = 0
    while True:
        before = partly.done
        try:
            _attempt(wanted, partly, opener, name, progress)
            return
        except _Broken as broken:
            failures = 0 if partly.done > before else failures + 1
            if failures == _ATTEMPTS:
                of = Sentence(" of {total:,}", total=partly.total) if partly.total else ""
                raise FetchError(
                    "{name} could not be fetched: {reason}. {done:,}{of} bytes are kept, and the next "
                    "try goes on from there.",
                    name=name,
                    reason=broken,
                    done=partly.done,
                    of=of,
                ) from broken


def _attempt(
    wanted: Wanted, partly: _Partly, opener: urllib.request.OpenerDirector, name: str, progress: StageProgress
) -> None:
    """Ask once for what is missing (raises _Broken where asking again may help)."""
    done = partly.done
    headers = {"User-Agent": "ganvas", "Accept-Encoding": "identity"}
    if done:
        headers["Range"] = f"bytes={done}-"
        if partly.validator:
            headers["If-Range"] = partly.validator
    request = urllib.request.Request(wanted.url, headers=headers)
    try:
        response = opener.open(request, timeout=_PATIENCE)
    except urllib.error.HTTPError as answer:
        if answer.code == 416 and done:
            if _total_of(answer.headers) == done:
                return
            partly.forget()
            raise _Broken("the server has another file there now") from answer
        if answer.code in (408, 429) or answer.code >= 500:
            raise _Broken("the server answers {code}", code=answer.code) from answer
        raise FetchError(
            "{name} could not be fetched: the server answers {code} ({reason}).",
            name=name,
            code=answer.code,
            reason=answer.reason or Sentence("no reason"),
        ) from answer
    except urllib.error.URLError as error:
        raise _why(error, name) from error
    except (OSError, http.client.HTTPException) as error:
        raise _Broken(str(error) or type(error).__name__) from error
    with response:
        _take(response, wanted, partly, name, progress)


def _why(error: urllib.error.URLError, name: str) -> Exception:
    reason = error.reason
    if isinstance(reason, ssl.SSLCertVerificationError):
        return FetchError(
            "{name} was not fetched: the server's certificate is not valid ({reason}).",
            name=name,
            reason=reason.verify_message,
        )
    return _Broken(str(getattr(reason, "strerror", None) or reason))


def _take(response: Any, wanted: Wanted, partly: _Partly, name: str, progress: StageProgress) -> None:
    headers: Message = response.headers
    done = partly.done
    resumed = response.status == 206
    if resumed and not (headers.get("Content-Range") or "").replace(" ", "").startswith(f"bytes{done}-"):
        partly.forget()
        raise _Broken("the server sent another part than was asked for")
    if headers.get_content_type() in ("text/html", "application/xhtml+xml"):
        raise FetchError(
            "The address leads to a web page, not to a file; open it in a browser, download the file there, "
            "and import it from the disk."
        )
    if not resumed:
        done = 0
        validator = headers.get("ETag") or ""
        # Only strong validators tell that two parts are of one file (RFC 9110, section 13.1.5).
        strong = validator if validator.startswith('"') else ""
        partly.validator = strong or headers.get("Last-Modified") or ""
    rest = headers.get("Content-Length") or ""
    partly.total = _total_of(headers) if resumed else int(rest) if rest.isdigit() else 0
    expected = partly.total or wanted.size or 0
    if wanted.size is not None and partly.total not in (0, wanted.size):
        raise FetchError(
            "{name} has {size:,} bytes on the server, not the {wanted:,} that were asked for; "
            "nothing was kept.",
            name=name,
            size=partly.total,
            wanted=wanted.size,
        )
    if expected > LARGEST:
        raise FetchError(
            "{name} is larger than {gigabytes} GB; nothing was fetched.",
            name=name,
            gigabytes=LARGEST // 2**30,
        )
    if shutil.disk_usage(partly.data.parent).free < expected - done + _KEPT_FREE:
        raise FetchError(
            "{name} needs {size:,} bytes, which the disk does not have.", name=name, size=expected - done
        )
    partly.keep_notes()
    with partly.data.open("ab" if resumed else "wb") as file:
        _copy(
            response,
            file,
            done,
            wanted.size or LARGEST,
            lambda now: progress(f"fetching {name}", now, expected),
        )
    if partly.total and partly.done < partly.total:
        raise _Broken("the connection ended early")


def _copy(response: Any, file: IO[bytes], done: int, most: int, info: Callable[[int], None]) -> None:
    info(done)
    while True:
        try:
            # What has arrived is taken at once, so that nothing of it is lost when the work is stopped.
            block = response.read1(_BLOCK)
        except (OSError, http.client.HTTPException) as error:
            raise _Broken(str(error) or type(error).__name__) from error
        if not block:
            return
        done += len(block)
        if done > most:
            raise FetchError("The server sends more than {most:,} bytes; the file was not taken.", most=most)
        file.write(block)
        file.flush()
        info(done)


def _check(wanted: Wanted, partly: _Partly, name: str, progress: StageProgress) -> None:
    size = partly.done
    if wanted.size is not None and size != wanted.size:
        partly.forget()
        raise FetchError(
            "{name} has {size:,} bytes, not the {wanted:,} that were asked for.",
            name=name,
            size=size,
            wanted=wanted.size,
        )
    if size == 0:
        partly.forget()
        raise FetchError("{name} is empty on the server.", name=name)
    if wanted.sha256 is None:
        return
    digest, done = hashlib.sha256(), 0
    with partly.data.open("rb") as file:
        while block := file.read(8 * _BLOCK):
            digest.update(block)
            done += len(block)
            progress(f"hashing {name}", done, size)
    if digest.hexdigest() != wanted.sha256.lower():
        partly.forget()
        raise FetchError(
            "{name} is not the file that was asked for: its SHA-256 is {digest}. It was deleted; "
            "nothing was imported.",
            name=name,
            digest=digest.hexdigest(),
        )


def _total_of(headers: Message) -> int:
    """The size of the whole file that a partial answer names; 0 if it names none."""
    total = (headers.get("Content-Range") or "").rpartition("/")[2].strip()
    return int(total) if total.isdigit() else 0
