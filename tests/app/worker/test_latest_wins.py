"""Latest wins: of many requests the worker meets the last, and of many answers only those due land."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.document.document import Document, ModelName
from app.document.material import Material
from app.document.strokes import Brush
from app.document.styles import Styles
from app.worker.client import LivePictures, WorkerClient
from app.worker.long_work import StoppedError
from app.worker.messages import (
    Grid,
    GridPart,
    ListModels,
    Models,
    Picture,
    PictureDone,
    Request,
    Stamp,
)
from app.worker.style_messages import SampleStyles
from app.worker.worker import ModelSession, RequestQueue, Worker

SKETCH = np.zeros((8, 8), np.uint8)


def picture(revision: int, epoch: int = 0) -> Picture:
    return Picture(Stamp(epoch, revision), SKETCH, ())


def test_of_many_pictures_the_queue_keeps_the_last_and_no_request_is_lost() -> None:
    queue = RequestQueue()
    for revision in range(50):
        queue.put(picture(revision))
    queue.put(ListModels())
    queue.put(SampleStyles(8, 1))
    queue.put(Grid(Stamp(0, 1), SKETCH, ()))
    queue.put(Grid(Stamp(0, 2), SKETCH, ()))
    taken = [queue.take() for _ in range(4)]
    assert [type(request) for request in taken] == [ListModels, SampleStyles, Picture, Grid]
    assert [request.stamp.revision for request in taken[2:]] == [49, 2]
    queue.close()
    assert queue.take() is None


def test_a_closed_queue_still_hands_out_what_must_be_saved() -> None:
    queue = RequestQueue()
    queue.put(picture(1))
    queue.put(ListModels())
    queue.close()
    assert isinstance(queue.take(), ListModels)
    assert queue.take() is None


class SlowSession(ModelSession):
    """An engine room whose grid parts wait until the test lets each go, or until they are given up."""

    def __init__(self) -> None:
        super().__init__()
        self.given_up: list[int] = []
        self.gives_up = False
        self.go = threading.Semaphore(0)
        self.done: list[str] = []

    def answers(self, request: Request[Any]) -> Iterator[Any]:
        if isinstance(request, Grid):
            for first in range(3):
                self.go.acquire(timeout=10)
                if self.gives_up:
                    raise StoppedError
                self.done.append(f"grid {request.stamp.revision} part {first}")
                yield GridPart(first, np.zeros((1, 8, 8, 3), np.uint8))
        elif isinstance(request, Picture):
            self.done.append(f"picture {request.stamp.revision}")
            yield PictureDone(np.zeros((8, 8, 3), np.uint8), 1.0)
        elif isinstance(request, ListModels):
            raise MemoryError
        else:
            yield Models()

    def interrupt(self, thread: int) -> None:
        self.given_up.append(thread)
        self.gives_up = self.stale()
        self.go.release()


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[tuple[SlowSession, Worker]]:
    slow = SlowSession()
    worker = Worker(slow)
    worker.start()
    yield slow, worker
    for _ in range(20):
        slow.go.release()
    worker.stop()


def test_a_picture_goes_before_the_rest_of_a_grid_and_a_newer_grid_ends_it(
    qtbot: QtBot, session: tuple[SlowSession, Worker]
) -> None:
    slow, worker = session
    worker.put(Grid(Stamp(0, 1), SKETCH, ((), (), ())))
    qtbot.wait(30)
    worker.put(picture(2))
    worker.put(Grid(Stamp(0, 2), SKETCH, ((), (), ())))
    for _ in range(4):
        slow.go.release()
    qtbot.waitUntil(lambda: len(slow.done) == 5, timeout=60_000)
    assert slow.done == ["grid 1 part 0", "picture 2", *(f"grid 2 part {part}" for part in range(3))]


def test_a_picture_that_hurries_ends_the_part_of_a_grid_at_work(
    qtbot: QtBot, session: tuple[SlowSession, Worker]
) -> None:
    slow, worker = session
    failures: list[object] = []
    worker.failed.connect(lambda *failure: failures.append(failure))
    worker.put(Grid(Stamp(0, 1), SKETCH, ((), (), ())))
    qtbot.wait(30)
    worker.hurry()
    assert not slow.given_up, "no picture waits for it"
    worker.put(picture(2))
    worker.hurry()
    qtbot.waitUntil(lambda: bool(slow.done), timeout=60_000)
    assert len(slow.given_up) == 1
    assert slow.done == ["picture 2"]
    assert not failures
    slow.gives_up = False
    worker.put(Grid(Stamp(0, 2), SKETCH, ((), (), ())))
    slow.go.release()
    qtbot.waitUntil(lambda: "grid 2 part 0" in slow.done, timeout=60_000)


def test_what_is_no_picture_is_never_given_up(qtbot: QtBot, session: tuple[SlowSession, Worker]) -> None:
    slow, worker = session
    entered, go = threading.Event(), threading.Event()

    def answers(request: Request[Any]) -> Iterator[Any]:
        if isinstance(request, SampleStyles):
            entered.set()
            go.wait(10)
        yield Models()

    slow.answers = answers  # type: ignore[method-assign]
    worker.put(SampleStyles(8, 1))
    assert entered.wait(10)
    worker.put(picture(1))
    worker.hurry()
    assert not slow.given_up
    go.set()


def test_the_worker_survives_whatever_happens_and_says_it_in_a_sentence(
    qtbot: QtBot, session: tuple[SlowSession, Worker]
) -> None:
    _, worker = session
    answers: list[object] = []
    failures: list[str] = []
    worker.answered.connect(lambda _request, answer: answers.append(answer))
    worker.failed.connect(lambda _request, failure: failures.append(failure.message))
    worker.put(ListModels())
    worker.put(picture(1))
    qtbot.waitUntil(lambda: len(failures) == len(answers) == 1, timeout=60_000)
    assert "memory" in failures[0]
    assert isinstance(answers[0], PictureDone)


class Bench:
    """A document whose pictures are delivered by the test, in whatever order it likes."""

    def __init__(self) -> None:
        self.document = Document()
        self.worker = Worker(ModelSession())
        self.asked: list[Picture] = []
        self.worker.put = self.keep  # type: ignore[method-assign]
        self.worker.hurry = self.count_hurries  # type: ignore[method-assign]
        self.hurries = 0
        self.live = LivePictures(self.document, WorkerClient(self.worker, self.document))
        self.live.serve("m", 1)
        self.document.set_styles(Styles().rerolled([[0.5], [0.7]], 0, 2))
        self.document.set_model(ModelName("m"))

    def keep(self, request: Request[Any]) -> None:
        if isinstance(request, Picture):
            self.asked.append(request)

    def count_hurries(self) -> None:
        self.hurries += 1

    def deliver(self, request: Picture, grey: int) -> None:
        pixels = np.full((*request.sketch.shape, 3), grey, np.uint8)
        self.worker.answered.emit(request, PictureDone(pixels, 1.0))

    def shown(self) -> int | None:
        return None if self.document.result is None else int(self.document.result[0, 0, 0])

    def draw(self) -> None:
        self.document.begin_stroke(Brush(), "brush", 100, 100)
        self.document.continue_stroke(200, 100)
        self.document.continue_stroke(300, 100)


def test_while_the_pen_moves_pictures_land_in_order_and_never_backwards(qtbot: QtBot) -> None:
    bench = Bench()
    bench.draw()
    first, second, third = bench.asked[-3:]
    bench.deliver(second, 2)
    assert bench.shown() == 2
    bench.deliver(first, 1)
    assert bench.shown() == 2
    bench.deliver(third, 3)
    assert bench.shown() == 3
    bench.document.end_stroke()


def test_a_picture_hurries_once_the_pen_is_at_rest(qtbot: QtBot) -> None:
    bench = Bench()
    before = bench.hurries
    bench.draw()
    assert bench.hurries == before
    bench.document.end_stroke()
    bench.live.stroke_ended()
    assert bench.hurries > before


def test_nothing_from_before_an_undo_lands_after_it(qtbot: QtBot) -> None:
    bench = Bench()
    bench.draw()
    diff = bench.document.end_stroke()
    bench.live.stroke_ended()
    late = bench.asked[-1]
    bench.document.toggle(diff)
    bench.deliver(late, 9)
    assert bench.shown() is None
    bench.document.toggle(diff)
    bench.deliver(late, 9)
    assert bench.shown() is None
    bench.deliver(bench.asked[-1], 4)
    assert bench.shown() == 4


def test_a_material_is_followed_like_the_pen_and_nothing_from_before_its_undo_lands(qtbot: QtBot) -> None:
    bench = Bench()
    bench.draw()
    bench.document.end_stroke()
    bench.deliver(bench.asked[-1], 1)
    before = len(bench.asked)
    bench.document.begin_guide_stroke(Brush(size=20), Material((200, 0, 0)), 100, 200)
    bench.document.continue_stroke(200, 200)
    bench.document.continue_stroke(300, 200)
    first, second, third = bench.asked[before:]
    assert [request.guide is None for request in bench.asked[:before]] == [True] * before
    assert first.guide is not None
    assert third.guide is not None
    assert first.guide[..., 3].sum() < third.guide[..., 3].sum()
    bench.deliver(second, 2)
    bench.deliver(first, 3)
    assert bench.shown() == 2
    diff = bench.document.end_stroke()
    late = bench.asked[-1]
    bench.document.toggle_guide(diff)
    bench.deliver(late, 9)
    assert bench.shown() == 2
    assert not bench.document.result_is_current
    now = bench.asked[-1]
    assert now.guide is not None
    assert not now.guide.any()
    bench.deliver(now, 4)
    assert bench.shown() == 4


def test_nothing_in_the_style_before_lands_after_another_was_chosen(qtbot: QtBot) -> None:
    bench = Bench()
    bench.draw()
    bench.document.end_stroke()
    old = bench.asked[-1]
    bench.document.set_styles(bench.document.styles.used(1))
    new = bench.asked[-1]
    assert new.style == (0.7,)
    bench.deliver(new, 7)
    bench.deliver(old, 5)
    assert bench.shown() == 7


def test_nothing_is_asked_of_a_model_that_is_not_the_document_s(qtbot: QtBot) -> None:
    bench = Bench()
    bench.document.set_model(ModelName("other"))
    before = len(bench.asked)
    bench.draw()
    bench.document.end_stroke()
    assert len(bench.asked) == before
