"""What was found out once of a word, kept for the next time."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar, overload

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

MOST = 50_000
"""Kept at once; people never say as many words."""


class Kept(dict[Key, Value]):
    """For each key what a function makes of it: looked up where it was made before, which costs next to nothing."""

    def __init__(self, make: Callable[[Key], Value]) -> None:
        super().__init__()
        self._make = make
        self.of = self.__getitem__
        """The same as a function: twice as fast as brackets are where a class is not a dict itself."""

    def __missing__(self, key: Key) -> Value:
        if len(self) >= MOST:
            self.clear()
        made = self[key] = self._make(key)
        return made


class Once(Generic[Value]):
    """An attribute that is made when it is first asked for; functools has one that takes a lock each time."""

    def __init__(self, make: Callable[[Any], Value]) -> None:
        self._make, self.__doc__ = make, make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, of: None, owner: type) -> Once[Value]: ...

    @overload
    def __get__(self, of: object, owner: type) -> Value: ...

    def __get__(self, of: object | None, owner: type) -> Once[Value] | Value:
        if of is None:
            return self
        made = of.__dict__[self._name] = self._make(of)
        return made
