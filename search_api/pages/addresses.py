"""Addresses of pages: all that a page shows stands in its address, so links are made by changing that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

_OF_THE_EVIDENCE = ("show", "page", "around")
"""Which passage is looked at, and how much of what it stands in."""
_OF_THE_SLICE = ("offset", *_OF_THE_EVIDENCE)
"""What says which part of an answer is looked at: where the answer changes, it is looked at from its beginning."""


@dataclass(frozen=True, slots=True)
class Address:
    """A path and its parameters, in their order."""

    path: str
    parameters: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, path: str, parameters: Iterable[tuple[str, str]]) -> Address:
        """Of what a browser asked for; empty parameters say nothing."""
        return cls(path, tuple((name, value) for name, value in parameters if value))

    def __str__(self) -> str:
        query = urlencode(self.parameters, safe=":,")
        return f"{self.path}?{query}" if query else self.path

    def all(self, name: str) -> list[str]:
        """Every value of a parameter."""
        return [value for known, value in self.parameters if known == name]

    def has(self, name: str, value: object) -> bool:
        """Whether a parameter has this value."""
        return (name, str(value)) in self.parameters

    def at(self, path: str) -> Address:
        """The same parameters at another path."""
        return Address(path, self.parameters)

    def plus(self, name: str, value: object) -> Address:
        """With one more value of a parameter."""
        return Address(self.path, (*self._from_the_beginning(), (name, str(value))))

    def minus(self, name: str, value: object) -> Address:
        """Without this value of a parameter."""
        kept = (pair for pair in self._from_the_beginning() if pair != (name, str(value)))
        return Address(self.path, tuple(kept))

    def without(self, *names: str) -> Address:
        """Without these parameters, whatever their values."""
        return Address(self.path, tuple(pair for pair in self._from_the_beginning() if pair[0] not in names))

    def showing(self, passage: str | None = None) -> Address:
        """With the evidence of this passage, or of none."""
        return self.having(**dict.fromkeys(_OF_THE_EVIDENCE)).having(show=passage)

    @property
    def asked(self) -> tuple[tuple[str, str], ...]:
        """The parameters that say what is searched for, but for the question itself."""
        return tuple(pair for pair in self._from_the_beginning() if pair[0] != "q")

    def having(self, **values: object) -> Address:
        """With these values in the place of any others, looked at where it is; None takes a parameter out."""
        kept = tuple(pair for pair in self.parameters if pair[0] not in values)
        given = tuple((name, str(value)) for name, value in values.items() if value not in (None, ""))
        return Address(self.path, kept + given)

    def _from_the_beginning(self) -> tuple[tuple[str, str], ...]:
        return tuple(pair for pair in self.parameters if pair[0] not in _OF_THE_SLICE)
