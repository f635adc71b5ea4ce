"""Work beside the window: a thread whose answers arrive in the window's own thread."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.i18n import tr, translate_error

log = logging.getLogger(__name__)


class Background(QObject):
    """One piece of work at a time; what is started replaces what ran, whose answers then never arrive."""

    _info = Signal(int, str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Idle."""
        super().__init__(parent)
        self._number = 0
        self._handlers: dict[str, Callable[[Any], object] | None] = {}
        self.busy = False
        self._info.connect(self._arrived)

    def run(
        self,
        work: Callable[[], Any],
        then: Callable[[Any], object],
        otherwise: Callable[[str], object] | None = None,
    ) -> None:
        """Do `work`; `then` gets its result, `otherwise` the sentence of a failure."""
        self.stream(lambda: [work()], then, otherwise=otherwise)

    def stream(
        self,
        work: Callable[[], Iterable[Any]],
        each: Callable[[Any], object],
        *,
        done: Callable[[], object] | None = None,
        otherwise: Callable[[str], object] | None = None,
    ) -> None:
        """Hand everything that `work` gives to `each`; then call `done`, or `otherwise` with a sentence."""
        self._number += 1
        self.busy = True
        self._handlers = {"each": each, "done": (lambda _: done()) if done else None, "failed": otherwise}
        threading.Thread(
            target=self._work, args=(work, self._number), name="ganvas-training-work", daemon=True
        ).start()

    def forget(self) -> None:
        """Let what runs end unheard."""
        self._number += 1
        self.busy = False

    def _work(self, work: Callable[[], Iterable[Any]], number: int) -> None:
        # The window may be gone by the time that an answer comes.
        with contextlib.suppress(RuntimeError):
            try:
                for answer in work():
                    if number != self._number:
                        return
                    self._info.emit(number, "each", answer)
                self._info.emit(number, "done", None)
            except Exception as error:  # the window outlives whatever a file or a process does
                self._info.emit(number, "failed", _sentence(error))

    def _arrived(self, number: int, what: str, answer: Any) -> None:
        if number != self._number:
            return
        if what != "each":
            self.busy = False
        handler = self._handlers.get(what)
        if handler is not None:
            handler(answer)


def _sentence(error: Exception) -> str:
    from engine.errors import GanvasError

    if isinstance(error, GanvasError):
        return translate_error(str(error))
    log.exception("work beside the window failed", exc_info=error)
    if isinstance(error, OSError):
        reason = error.strerror or type(error).__name__
        return tr("A file could not be used ({reason}); nothing was changed.", reason=reason)
    return tr("This did not work ({kind}); nothing was changed.", kind=type(error).__name__)
