"""The client: answers come back where they were asked, and none for a document that is no longer open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.document.document import Document, Snapshot, blank_paper
from app.document.face import Face, FaceCode
from app.worker.client import WorkerClient
from app.worker.face_messages import AddAttribute, CodeMade, OpenPhoto, RefineFace, TakeSample
from app.worker.messages import (
    Failed,
    ListModels,
    LoadModel,
    Models,
    OpenDocument,
    OpenPicture,
    Picture,
    PictureDone,
    Progress,
    Request,
    SaveDocument,
    Stamp,
    Written,
)
from app.worker.style_messages import ListShelf, ReadExemplars, SampleStyles, StylesSampled
from app.worker.worker import ModelSession, Worker

CODE = FaceCode(np.zeros((8, 16), np.float32), "encode")
FACE = Face(code=CODE)


class Bench:
    """A client whose worker does nothing by itself: the test answers for it."""

    def __init__(self) -> None:
        self.document = Document()
        self.worker = Worker(ModelSession())
        self.client = WorkerClient(self.worker, self.document)
        self.heard: list[Any] = []
        self.info: list[str] = []
        self.client.failed.connect(self.info.append)

    def ask(self, request: Request[Any]) -> Request[Any]:
        self.client.ask(request, self.heard.append)
        return request

    def answer(self, request: Request[Any], answer: object) -> None:
        self.worker.answered.emit(request, answer)
        self.worker.finished.emit(request)

    def fail(self, request: Request[Any], message: str) -> None:
        self.worker.failed.emit(request, Failed(message))
        self.worker.finished.emit(request)

    def open_another(self) -> None:
        self.document.replace(Snapshot(blank_paper(8, 8)), None)


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench()


@pytest.mark.parametrize(
    "request_of_document",
    [
        SampleStyles(2, 0),
        ReadExemplars("forward"),
        OpenPhoto(Path("photo.png")),
        OpenDocument(Path("drawn.ganvas")),
        TakeSample(np.zeros((8, 16), np.float32)),
        RefineFace(FACE, 10),
    ],
    ids=lambda request: type(request).__name__,
)
def test_an_answer_for_a_document_that_is_no_longer_open_is_dropped(
    bench: Bench, request_of_document: Request[Any]
) -> None:
    bench.ask(request_of_document)
    bench.open_another()
    bench.answer(request_of_document, "late")
    assert bench.heard == []
    assert bench.client.pending == 0
    bench.ask(request_of_document)
    bench.answer(request_of_document, "in time")
    assert bench.heard == ["in time"]


@pytest.mark.parametrize(
    "request_of_application",
    [ListModels(), LoadModel("tiny"), ListShelf("digest"), AddAttribute("mood", Path(), Path())],
    ids=lambda request: type(request).__name__,
)
def test_what_belongs_to_the_application_is_answered_whatever_is_open(
    bench: Bench, request_of_application: Request[Any]
) -> None:
    bench.ask(request_of_application)
    bench.open_another()
    bench.answer(request_of_application, "there")
    assert bench.heard == ["there"]


def test_an_undo_is_no_other_document(bench: Bench) -> None:
    asked = bench.ask(SampleStyles(2, 0))
    bench.document.set_paper(blank_paper(8, 8), None)
    bench.answer(asked, StylesSampled(()))
    assert bench.heard == [StylesSampled(())]


def test_of_several_files_that_are_opened_only_the_last_one_counts(bench: Bench) -> None:
    first = bench.ask(OpenDocument(Path("first.ganvas")))
    second = bench.ask(OpenPicture("drawing", None, Path("second.png")))
    bench.answer(first, "first")
    bench.answer(second, "second")
    assert bench.heard == ["second"]


def test_late_failures_are_dropped_but_that_of_a_save_is_told(bench: Bench) -> None:
    styles = bench.ask(SampleStyles(2, 0))
    save = bench.ask(SaveDocument(Path("drawn.ganvas"), bench.document.snapshot(), 0))
    bench.open_another()
    bench.fail(styles, "No styles.")
    bench.fail(save, "The disk is full.")
    assert bench.info == ["The disk is full."]
    assert bench.client.pending == 0


def test_a_failure_goes_to_who_wants_it_and_else_becomes_a_message(bench: Bench) -> None:
    wanted, unwanted = ListModels(), ListModels()
    own: list[str] = []
    bench.client.ask(wanted, bench.heard.append, own.append)
    bench.ask(unwanted)
    bench.fail(wanted, "One.")
    bench.fail(unwanted, "Two.")
    assert (own, bench.info, bench.heard) == (["One."], ["Two."], [])


def test_progress_reaches_who_asked_while_the_document_is_open(bench: Bench) -> None:
    request, own, all_of_it = RefineFace(FACE, 10), [], []
    bench.client.progressed.connect(lambda _, progress: all_of_it.append(progress.done))
    bench.client.ask(request, bench.heard.append, progress=lambda progress: own.append(progress.done))
    bench.worker.progressed.emit(request, Progress(1, 10))
    bench.open_another()
    bench.worker.progressed.emit(request, Progress(2, 10))
    assert (own, all_of_it) == ([1], [1, 2])
    bench.answer(request, CodeMade(CODE))
    assert bench.heard == []


def test_pictures_that_were_replaced_or_given_up_are_forgotten_without_a_word(bench: Bench) -> None:
    sketch = np.zeros((8, 8), np.uint8)
    for revision in range(50):
        newest = bench.ask(Picture(Stamp(0, revision), sketch, ()))
    assert bench.client.pending == 1
    bench.answer(newest, PictureDone(sketch, 1.0))
    assert bench.client.pending == 0
    # The worker has not started, so that the newest one still waits in its queue.
    bench.ask(Picture(Stamp(0, 50), sketch, ()))
    bench.client.cancel()
    assert bench.client.pending == 0
    running = bench.ask(Picture(Stamp(0, 51), sketch, ()))
    bench.worker.finished.emit(running)
    assert bench.info == []
    assert len(bench.heard) == 1


def test_a_request_that_is_cancelled_says_that_it_stopped(bench: Bench) -> None:
    bench.worker.finished.emit(bench.ask(ListModels()))
    assert bench.info == ["Stopped; the document is as it was."]
    answered = ListModels()
    bench.ask(answered)
    bench.answer(answered, Models())
    assert len(bench.info) == 1


def test_every_request_says_what_answers_it() -> None:
    def kinds(base: type) -> list[type]:
        return [kind for sub in base.__subclasses__() for kind in (sub, *kinds(sub))]

    named = [
        kind for kind in kinds(Request) if kind.__module__.startswith("app.worker") and kind is not Written
    ]
    assert len(named) > 25
    for kind in named:
        assert kind.__doc__
        assert hasattr(kind, "__orig_bases__"), f"{kind.__name__} names no answer"
