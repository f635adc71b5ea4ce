"""What reading an untrusted pickle may cost, whatever it claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.importers.records import RefusedError

DEEPEST = 64


@dataclass(slots=True)
class Budget:
    """What is left to spend on one file; pickles inside its pickle spend from the same.

    Attributes:
        opcodes: instructions.
        containers: lists, dictionaries, tuples, sets and objects.
        memo: remembered values.
        copies: bytes that are copied out of the file, and of what is copied again when objects are made.
        tensors: tensors.
        tensor_bytes: spent, not left: what all tensors so far would hold if each were copied.
    """

    opcodes: int = 1_000_000
    containers: int = 200_000
    memo: int = 300_000
    copies: int = 32 * 2**20
    tensors: int = 50_000
    tensor_bytes: int = 0

    def container(self) -> None:
        """One more container (raises RefusedError)."""
        self.containers -= 1
        if self.containers < 0:
            raise RefusedError("its pickle holds more objects than any checkpoint needs")

    def copy(self, count: int) -> None:
        """So many more bytes (raises RefusedError)."""
        self.copies -= count
        if self.copies < 0:
            raise RefusedError("its pickle holds more text than any checkpoint needs")

    def making(self, values: tuple[Any, ...]) -> None:
        """What an object is made of may be copied: once for each object, however often it is shared."""
        for value in values:
            if isinstance(value, str | bytes):
                self.copy(len(value))
            elif isinstance(value, dict | list | tuple | set | frozenset):
                self.copy(64 * len(value))

    def tensor(self, size: int) -> None:
        """One more tensor of so many bytes (raises RefusedError)."""
        self.tensors -= 1
        self.tensor_bytes += size
        if self.tensors < 0:
            raise RefusedError("it holds more tensors than any checkpoint needs")

    def remember(self) -> None:
        """One more remembered value (raises RefusedError)."""
        self.memo -= 1
        if self.memo < 0:
            raise RefusedError("its pickle remembers more than any checkpoint needs")
