"""A long row of things that is made when somebody looks into it: most readers only ask how many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar, overload

T = TypeVar("T")


class Later(Sequence[T]):
    """`size` things that `make` makes, once; equal to a tuple of the same things."""

    def __init__(self, size: int, make: Callable[[], Iterable[T]]) -> None:
        self._size = size
        self._make = make
        self._made: tuple[T, ...] | None = None

    @property
    def made(self) -> tuple[T, ...]:
        if self._made is None:
            self._made = tuple(self._make())
        return self._made

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[T]:
        return iter(self.made)

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...

    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        return self.made[place]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Later):
            return self is other or self.made == other.made
        return isinstance(other, tuple | list) and self.made == tuple(other)

    def __hash__(self) -> int:
        return hash(self.made)

    def __repr__(self) -> str:
        return repr(self.made)
