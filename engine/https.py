"""Addresses that files may be fetched from, and an opener for them that knows HTTPS alone."""

from __future__ import annotations

import re
import ssl
import urllib.parse
import urllib.request
from typing import IO, Any

from engine.errors import FetchError


def file_name(url: str) -> str:
    """What the file at an address is called on the disk: letters, digits, dots, dashes.

    Raises:
        FetchError: the address is none that anything is fetched from.
    """
    try:
        parts = urllib.parse.urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise FetchError(f"This is no address ({error}); nothing was fetched.") from error
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
