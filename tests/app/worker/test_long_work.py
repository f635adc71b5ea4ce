"""Long work: its progress arrives, saves and pictures go between, cancelling keeps what was found."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.document.document import Document
from app.document.face import Face, FaceCode
from app.worker.client import WorkerClient
from app.worker.face_messages import AddAttribute, CodeMade, FaceDrawn, FacePicture, RefineFace
from app.worker.long_work import StoppedError, streamed
from app.worker.messages import ListModels, Models, Progress, Request
from app.worker.worker import ModelSession, RequestQueue, Worker

CODE = FaceCode(np.zeros((8, 16), np.float32), "encode")
FACE = Face(code=CODE)


def test_what_work_tells_comes_before_its_answer_and_its_error_is_raised() -> None:
    def fine(report) -> int:
        for number in range(3):
            report(number)
        return 99

    def broken(report) -> int:
        report(1)
        raise MemoryError

    assert list(streamed(fine)) == [0, 1, 2, 99]
    heard = streamed(broken)
    assert next(heard) == 1
    with pytest.raises(MemoryError):
        next(heard)


def test_long_work_waits_behind_everything_else() -> None:
    queue = RequestQueue()
    queue.put(RefineFace(FACE, 10))
    queue.put(FacePicture(0, 1, FACE, None, True))
    queue.put(FacePicture(0, 2, FACE, None, True))
    queue.put(ListModels())
    taken = [queue.take() for _ in range(3)]
    assert [type(request) for request in taken] == [ListModels, FacePicture, RefineFace]
    assert taken[1].revision == 2
    queue.put(RefineFace(FACE, 10))
    assert queue.take_urgent() is None
    queue.close()
    assert queue.take() is None


class StubbornSession(ModelSession):
    """Long work goes on until it is cancelled; everything else is done at once."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = threading.Event()

    def answers(self, request: Request[Any]) -> Iterator[Any]:
        if isinstance(request, RefineFace):
            yield from streamed(self._refine)
        elif isinstance(request, AddAttribute):
            yield from streamed(self._stop)
        elif isinstance(request, FacePicture):
            yield FaceDrawn(np.zeros((4, 4, 3), np.uint8), 1.0)
        else:
            yield Models()

    def _refine(self, report) -> CodeMade:
        step = 0
        while not self.cancelled():
            self.begun.set()
            report(Progress(step, 0))
            step += 1
            threading.Event().wait(0.005)
        return CodeMade(CODE, "cancelled")

    def _stop(self, report) -> CodeMade:
        while not self.cancelled():
            self.begun.set()
            report(Progress(0, 0))
            threading.Event().wait(0.005)
        raise StoppedError


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[tuple[StubbornSession, Worker, WorkerClient]]:
    session = StubbornSession()
    worker = Worker(session)
    client = WorkerClient(worker, Document())
    worker.start()
    yield session, worker, client
    worker.cancel()
    worker.stop()


def test_pictures_and_saves_do_not_wait_for_long_work_and_cancelling_keeps_its_best(
    qtbot: QtBot, bench: tuple[StubbornSession, Worker, WorkerClient]
) -> None:
    _, worker, client = bench
    kept: list[object] = []
    drawn: list[object] = []
    running: list[object] = []
    steps: list[int] = []
    client.progressed.connect(lambda request, progress: steps.append(progress.done))
    client.running_changed.connect(running.append)
    client.ask(RefineFace(FACE, 1000), kept.append)
    qtbot.waitUntil(lambda: len(steps) > 2, timeout=90_000)
    worker.answered.connect(lambda request, answer: drawn.append(answer))
    worker.put(FacePicture(0, 1, FACE, None, True))
    client.ask(ListModels(), drawn.append)
    qtbot.waitUntil(lambda: sum(isinstance(a, (FaceDrawn, Models)) for a in drawn) >= 3, timeout=90_000)
    assert not kept
    qtbot.waitUntil(lambda: isinstance(running[-1], RefineFace), timeout=90_000)
    assert client.pending == 1
    client.cancel()
    qtbot.waitUntil(lambda: bool(kept), timeout=90_000)
    assert isinstance(kept[0], CodeMade)
    assert kept[0].stopped == "cancelled"
    assert steps == sorted(steps)
    qtbot.waitUntil(lambda: running[-1] is None, timeout=90_000)


def test_long_work_that_has_nothing_to_keep_says_so_in_a_sentence(
    qtbot: QtBot, bench: tuple[StubbornSession, Worker, WorkerClient]
) -> None:
    session, _, client = bench
    said: list[str] = []
    client.failed.connect(said.append)
    client.ask(AddAttribute("mood", Path(), Path()), lambda answer: said.append("answered"))
    qtbot.waitUntil(session.begun.is_set, timeout=90_000)
    client.cancel()
    qtbot.waitUntil(lambda: bool(said), timeout=90_000)
    assert said == ["Stopped; the document is as it was."]


def test_the_editor_ends_while_long_work_goes_on(qtbot: QtBot) -> None:
    session = StubbornSession()
    worker = Worker(session)
    worker.start()
    worker.put(RefineFace(FACE, 1000))
    assert session.begun.wait(20)
    worker.stop()
    assert not worker._thread.is_alive()
