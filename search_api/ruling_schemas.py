"""The HTTP contract of what people decide of reports."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from index.labels import PATTERN
from index.library import Ruling
from search_api.parameters import DocumentId
from search_api.schemas import Answered

LABEL = f"^{PATTERN}$"
Label = Annotated[str, Field(pattern=LABEL)]


class RulingIn(BaseModel):
    """What is to be changed; what is not given stays."""

    model_config = ConfigDict(extra="forbid")

    label: Label | None = Field(
        None, description="Who may read it: public is everyone, else keys with this label.", examples=["internal"]
    )
    withdrawn: str | None = Field(
        None,
        max_length=500,
        description="Why nobody is to find it any more; empty lets it be found again.",
        examples=["Replaced by the publisher"],
    )
    edition_of: Annotated[str, Field(pattern="^([0-9a-f]{16})?$")] | None = Field(
        None, description="The id of a report that it is an edition or another language of; empty: of none."
    )

    @property
    def changes(self) -> dict[str, str]:
        """As the library takes them."""
        given = {"label": self.label, "withdrawn": self.withdrawn, "report": self.edition_of}
        return {name: value for name, value in given.items() if value is not None}


class RulingOut(Answered):
    """What is decided of a report."""

    document_id: DocumentId
    label: str
    withdrawn: str
    edition_of: str

    @classmethod
    def of(cls, document: str, ruling: Ruling) -> Self:
        """A ruling of the library."""
        return cls(document_id=document, label=ruling.label, withdrawn=ruling.withdrawn, edition_of=ruling.report)


class RulingList(Answered):
    """Every report of which something was decided."""

    rulings: list[RulingOut]
