"""A reader of pickles that cannot execute: an interpreter of its own that knows data and nothing else.

A pickle is a program for a small stack machine (Python's `pickletools` documents every instruction). Of that
machine, only what builds data is here. A global is a `Symbol`, looked up by name in `pickle_globals`; nothing
is imported, no attribute is ever set or read, and "calling" a symbol runs a function of ours that checks its
arguments and returns plain data or an inert record. No value of the file is hashed, compared or printed
before its type is known: of nested tuples that can take for ever.
"""

from __future__ import annotations

import codecs
import struct
from collections.abc import Callable
from typing import Any

from engine.checkpoints.allowlist import build_object, find_symbol, make_object
from engine.checkpoints.records import (
    DEEPEST,
    Budget,
    RefusedError,
    Symbol,
    TensorRecord,
    check_key,
    check_nesting,
)

Persistent = Callable[[Any], Any]

_MALFORMED = (IndexError, KeyError, TypeError, ValueError, OverflowError, RecursionError, struct.error)
_LONGEST_NUMBER = 1024
_LONGEST_LINE = 4096
_VIEW_FROM = 4096


class Machine:
    """Interprets one pickle after another from a buffer.

    Args:
        data: the buffer; long byte strings in the result are views of it.
        persistent: makes the record for a persistent id (a storage, in torch's files); refused without it.
        nested: makes a storage of the bytes of a torch file inside the pickle; refused without it.
        budget: what all pickles of the file may cost together.

    Attributes:
        at: where the next pickle begins.
        budget: what is left of it.
    """

    def __init__(
        self,
        data: memoryview,
        *,
        persistent: Persistent | None = None,
        nested: Callable[[memoryview], Any] | None = None,
        budget: Budget | None = None,
    ) -> None:
        self.data, self.at, self.end = data, 0, len(data)
        self.budget = budget or Budget()
        self._nested = nested
        self._persistent = persistent
        self._stack: list[Any] = []
        self._marks: list[list[Any]] = []
        self._memo: dict[int, Any] = {}

    def load(self) -> Any:
        """The next pickle's value; `at` then stands behind it.

        Raises:
            RefusedError: it is malformed, names a global that is not allowed, or costs more than the limits.
        """
        self._stack, self._marks, self._memo = [], [], {}
        data, steps, budget = self.data, _STEPS, self.budget
        try:
            while self.at < self.end:
                code = data[self.at]
                self.at += 1
                budget.opcodes -= 1
                if budget.opcodes < 0:
                    raise RefusedError("its pickle has more instructions than any checkpoint needs")
                if code == 0x2E:
                    value = self._stack.pop()
                    if self._stack or self._marks:
                        raise RefusedError("its pickle leaves something behind")
                    check_nesting(value, DEEPEST)
                    return value
                step = steps.get(code)
                if step is None:
                    raise RefusedError(
                        "its pickle holds an instruction that is not allowed (0x{code:02x})", code=code
                    )
                step(self)
        except _MALFORMED as error:
            raise RefusedError("its pickle is malformed") from error
        raise RefusedError("its pickle is cut short")

    def _take(self, count: int) -> memoryview:
        start, stop = self.at, self.at + count
        if count < 0 or stop > self.end:
            raise RefusedError("its pickle claims more bytes than there are")
        self.at = stop
        return self.data[start:stop]

    def _copied(self, count: int) -> bytes:
        taken = self._take(count)
        self.budget.copy(count)
        return bytes(taken)

    def _number(self, layout: str) -> Any:
        return struct.unpack(layout, self._take(struct.calcsize(layout)))[0]

    def _line(self) -> bytes:
        for reach in (64, _LONGEST_LINE):
            length = bytes(self.data[self.at : self.at + reach]).find(b"\n")
            if length >= 0:
                line = self._copied(length)
                self.at += 1
                return line
        raise RefusedError("its pickle holds a line without an end")

    def _push(self, value: Any) -> None:
        self._stack.append(value)

    def _hold(self, container: Any) -> None:
        self.budget.container()
        self._stack.append(container)

    def _mark(self) -> None:
        if len(self._marks) >= 4 * DEEPEST:
            raise RefusedError("its pickle is nested too deeply")
        self._marks.append(self._stack)
        self._stack = []

    def _since_mark(self) -> list[Any]:
        items, self._stack = self._stack, self._marks.pop()
        return items

    def _remember(self, index: int) -> None:
        self.budget.remember()
        self._memo[index] = self._stack[-1]

    def _bytes(self, count: int) -> bytes | memoryview:
        return self._take(count) if count >= _VIEW_FROM else self._copied(count)

    def _fill(self, items: list[Any]) -> None:
        target = self._stack[-1]
        if not isinstance(target, dict) or len(items) % 2:
            raise RefusedError("its pickle puts items into something that is no dictionary")
        for key, value in zip(items[::2], items[1::2], strict=True):
            target[check_key(key)] = value

    def _extend(self, items: list[Any]) -> None:
        target = self._stack[-1]
        if not isinstance(target, list):
            raise RefusedError("its pickle appends to something that is no list")
        target.extend(items)

    def _add(self, items: list[Any]) -> None:
        target = self._stack[-1]
        if not isinstance(target, set):
            raise RefusedError("its pickle adds to something that is no set")
        target.update(check_key(item) for item in items)

    def _global(self, module: Any, name: Any) -> None:
        if not isinstance(module, str) or not isinstance(name, str):
            raise RefusedError("its pickle names a global in an unusual way")
        self._push(find_symbol(module, name))

    def _call(self, callee: Any, arguments: Any) -> None:
        if not isinstance(callee, Symbol) or not isinstance(arguments, tuple):
            raise RefusedError("its pickle calls something that is no known class")
        self.budget.making(arguments)
        made = make_object(callee.name, arguments, self._nested)
        if isinstance(made, TensorRecord):
            self.budget.tensor(made.count * made.storage.width)
        self._hold(made)

    def _old_dictionary(self) -> None:
        items = self._since_mark()
        self._hold({})
        self._fill(items)

    def _reduce(self) -> None:
        arguments = self._stack.pop()
        self._call(self._stack.pop(), arguments)

    def _new_with_keywords(self) -> None:
        if self._stack.pop():
            raise RefusedError("its pickle makes an object with keyword arguments")
        self._reduce()

    def _old_object(self) -> None:
        callee, *arguments = self._since_mark()
        self._call(callee, tuple(arguments))

    def _old_instance(self) -> None:
        module, name = self._line().decode(), self._line().decode()
        arguments = tuple(self._since_mark())
        self._call(find_symbol(module, name), arguments)

    def _build(self) -> None:
        state = self._stack.pop()
        if isinstance(state, tuple):
            self.budget.making(state)
        build_object(self._stack[-1], state)

    def _stored(self) -> None:
        if self._persistent is None:
            raise RefusedError("its pickle refers to something outside")
        self._hold(self._persistent(self._stack.pop()))

    def _text_integer(self) -> None:
        line = self._line()
        self._push({b"00": False, b"01": True}[line] if line in (b"00", b"01") else int(line))

    def _long(self, count: int) -> None:
        if count > _LONGEST_NUMBER:
            raise RefusedError("its pickle holds a number of absurd length")
        self._push(int.from_bytes(self._copied(count), "little", signed=True))

    def _text_string(self) -> None:
        line = self._line()
        if len(line) < 2 or line[:1] != line[-1:] or line[:1] not in (b"'", b'"'):
            raise RefusedError("its pickle holds a string without quotes")
        self._push(codecs.escape_decode(line[1:-1])[0].decode("latin-1"))

    def _protocol(self) -> None:
        if self._number("B") > 5:
            raise RefusedError("its pickle is of a newer protocol than is known")

    def _swap_global(self) -> None:
        name = self._stack.pop()
        self._global(self._stack.pop(), name)

    def _last(self, count: int) -> None:
        items = tuple(self._stack[-count:])
        if len(items) < count:
            raise IndexError
        del self._stack[-count:]
        self._hold(items)


Step = Callable[[Machine], Any]


def _steps() -> dict[int, Step]:
    m = Machine
    # fmt: off
    named: dict[bytes, Step] = {
        # Values.
        b"N": lambda s: s._push(None), b"\x88": lambda s: s._push(True), b"\x89": lambda s: s._push(False),
        b"I": m._text_integer, b"J": lambda s: s._push(s._number("<i")),
        b"K": lambda s: s._push(s._number("B")), b"M": lambda s: s._push(s._number("<H")),
        b"L": lambda s: s._push(int(s._line().rstrip(b"L"))),
        b"\x8a": lambda s: s._long(s._number("B")), b"\x8b": lambda s: s._long(s._number("<i")),
        b"F": lambda s: s._push(float(s._line())), b"G": lambda s: s._push(s._number(">d")),
        b"S": m._text_string, b"T": lambda s: s._push(s._copied(s._number("<i")).decode("latin-1")),
        b"U": lambda s: s._push(s._copied(s._number("B")).decode("latin-1")),
        b"V": lambda s: s._push(s._line().decode("raw-unicode-escape")),
        b"X": lambda s: s._push(s._copied(s._number("<I")).decode("utf-8", "surrogatepass")),
        b"\x8c": lambda s: s._push(s._copied(s._number("B")).decode("utf-8", "surrogatepass")),
        b"\x8d": lambda s: s._push(s._copied(s._number("<Q")).decode("utf-8", "surrogatepass")),
        b"B": lambda s: s._push(s._bytes(s._number("<I"))), b"C": lambda s: s._push(s._bytes(s._number("B"))),
        b"\x8e": lambda s: s._push(s._bytes(s._number("<Q"))),
        b"\x96": lambda s: s._push(s._bytes(s._number("<Q"))),
        # Containers.
        b"]": lambda s: s._hold([]), b"}": lambda s: s._hold({}), b")": lambda s: s._push(()),
        b"\x8f": lambda s: s._hold(set()), b"l": lambda s: s._hold(s._since_mark()),
        b"t": lambda s: s._hold(tuple(s._since_mark())), b"\x85": lambda s: s._last(1),
        b"\x86": lambda s: s._last(2), b"\x87": lambda s: s._last(3),
        b"\x91": lambda s: s._hold(frozenset(check_key(item) for item in s._since_mark())),
        b"d": m._old_dictionary,
        b"a": lambda s: s._extend([s._stack.pop()]), b"e": lambda s: s._extend(s._since_mark()),
        b"s": lambda s: s._fill([s._stack.pop(-2), s._stack.pop()]), b"u": lambda s: s._fill(s._since_mark()),
        b"\x90": lambda s: s._add(s._since_mark()),
        # The stack and the memo.
        b"(": m._mark, b"0": lambda s: s._stack.pop(), b"1": m._since_mark,
        b"2": lambda s: s._push(s._stack[-1]),
        b"p": lambda s: s._remember(int(s._line())), b"q": lambda s: s._remember(s._number("B")),
        b"r": lambda s: s._remember(s._number("<I")), b"\x94": lambda s: s._remember(len(s._memo)),
        b"g": lambda s: s._push(s._memo[int(s._line())]), b"h": lambda s: s._push(s._memo[s._number("B")]),
        b"j": lambda s: s._push(s._memo[s._number("<I")]),
        b"\x80": m._protocol, b"\x95": lambda s: s._number("<Q"),
        # Names, and what is made of them.
        b"c": lambda s: s._global(s._line().decode(), s._line().decode()), b"\x93": m._swap_global,
        b"R": m._reduce, b"\x81": m._reduce, b"\x92": m._new_with_keywords,
        b"o": m._old_object, b"i": m._old_instance, b"b": m._build, b"Q": m._stored,
    }
    # fmt: on
    return {code[0]: step for code, step in named.items()}


_STEPS = _steps()
