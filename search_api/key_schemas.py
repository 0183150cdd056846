"""Keys as they are asked for and answered."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from index import labels
from search_api.access import Role
from search_api.keys import LONGEST_NAME, Key
from search_api.schemas import Answered

Label = Annotated[str, Field(pattern=rf"^(\*|{labels.PATTERN})$")]


def _written(moment: object) -> object:
    """Numbers are refused: whether they are seconds, and since when, is for nobody to guess."""
    if not isinstance(moment, str):
        raise ValueError("Input should be a date and time with its zone, as 2027-01-31T00:00:00Z")
    return moment


Moment = Annotated[AwareDatetime, BeforeValidator(_written)]


class KeyIn(BaseModel):
    """A key to be made."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(
        min_length=1,
        max_length=LONGEST_NAME,
        pattern=r"^[\w.,@()/'-]([\w .,@()/'-]*[\w.,@()/'-])?$",
        description="Who it is for, as lists and logs name it.",
        examples=["press office"],
    )
    role: Role = Field(Role.READER, description="reader: search and read; curator: also uploads and jobs; admin: all.")
    labels: list[Label] = Field(
        [], max_length=100, description='Labels it may read beside "public"; "*": all. An admin reads all.'
    )
    expires: Moment | None = Field(None, description="When it ceases to open anything; null: never.")


class KeyOut(Answered):
    """What is known of a key."""

    id: str
    name: str
    role: Role
    labels: list[str] = Field(description='What it may read; ["*"]: everything.')
    created: datetime
    expires: datetime | None
    used: datetime | None = Field(description="When it was last used, to the hour; null: never.")
    revoked: datetime | None

    @classmethod
    def of(cls, key: Key) -> Self:
        """A key as it is answered."""
        return cls(**_shown(key))


class KeyMade(KeyOut):
    """A new key with the words that open; they are shown this once."""

    key: str

    @classmethod
    def with_words(cls, key: Key, words: str) -> Self:
        """A new key and its words."""
        return cls(**_shown(key), key=words)


class KeyList(Answered):
    """Every key that was ever made, the newest first."""

    keys: list[KeyOut]


def _shown(key: Key) -> dict[str, object]:
    names = ("id", "name", "role", "created", "expires", "used", "revoked")
    return {name: getattr(key, name) for name in names} | {"labels": labels.written(key.labels)}
