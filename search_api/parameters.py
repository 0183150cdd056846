"""The HTTP contract, version 1: what can be asked, field by field; `search_api.schemas` has what is answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from corpus.vocabulary import Entity
from index.documents import ReportFilter
from index.filters import where
from index.question import BASES, LONGEST_QUESTION, MOST_RESULTS, Question
from index.verification import Quote
from index.visibility import Wanted
from ingest.document import Span
from search_api.errors import in_words

Mode = Literal["hybrid", "dense", "lexical"]
Basis = Literal["any", "stated", "inferred"]
Sort = Literal["relevance", "newest", "oldest"]
FileFormat = Literal["csv", "ris", "bibtex", "csl-json", "markdown", "docx"]
ExportFormat = Literal["json", FileFormat]
CitationStyle = Literal["apa", "chicago", "chicago-notes", "harvard"]
PassageKind = Literal[
    "title",
    "heading",
    "paragraph",
    "list_item",
    "table",
    "caption",
    "figure",
    "footnote",
    "reference",
    "contents",
    "cover",
    "index",
]
EntityKind = Literal["sdg", "mechanism", "agreement", "programme", "forum", "organization", "country", "topic"]
FacetKind = Literal[EntityKind, "document", "year", "language"]
Year = Annotated[int, Field(ge=1, le=9999)]
_PATTERNS = {"document": "^[0-9a-f]{16}$", "language": "^[a-z]{2,3}$"}
DocumentId = Annotated[str, Field(pattern=_PATTERNS["document"])]
LanguageCode = Annotated[str, Field(pattern=_PATTERNS["language"])]

MOST_VALUES = 100
"""So many values of a repeatable parameter, and so many conditions in a filter: more are more than SQLite joins."""

LONGEST_QUOTE = 20_000
"""Characters of a quote to be verified."""

EDITIONS = "latest: of a report with several editions, only the latest in each language; all: the older ones too."

MOST_NEIGHBOURS = 20
"""So many passages on each side of one."""


def _whole(number: object) -> object:
    """In JSON 3.0 is a whole number too."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


class Narrowing(BaseModel):
    """What passages can be narrowed to, besides entities."""

    model_config = ConfigDict(extra="forbid")

    basis: Basis = Field("any", description="Which mentions the entity filters count.")
    document: list[DocumentId] = Field([], max_length=MOST_VALUES, description="Document ids.")
    language: list[LanguageCode] = Field(
        [], max_length=MOST_VALUES, description="Languages of the passage, ISO 639.", examples=[["en", "zh"]]
    )
    kind: list[PassageKind] = Field([], max_length=MOST_VALUES, description="Kinds of passage.")
    year_from: Year | None = Field(None, description="First year of publication.")
    year_to: Year | None = Field(None, description="Last year of publication.")
    undated: bool = Field(False, description="Only reports that state no year of publication.")
    editions: Wanted = Field("latest", description=f"{EDITIONS} A report that `document` names is always searched.")
    generation: str | None = Field(None, description="A kept generation to search instead of the live one.")

    @field_validator("year_to")
    @classmethod
    def _not_before(cls, year_to: int | None, others: ValidationInfo) -> int | None:
        year_from = others.data.get("year_from")
        if year_to is not None and year_from is not None and year_to < year_from:
            raise ValueError(f"it is before year_from, {year_from}")
        return year_to

    @property
    def wanted(self) -> Wanted:
        """The editions that are searched: all where a report is asked for by its id."""
        return "all" if self.document else self.editions

    @property
    def filters(self) -> dict[str, Any]:
        """The same as fields of a question to the index."""
        return {
            "basis": self.basis,
            "documents": tuple(self.document),
            "languages": tuple(self.language),
            "kinds": tuple(self.kind),
            "year_from": self.year_from,
            "year_to": self.year_to,
            "undated": self.undated,
        }


def of_year(year: int | str | None) -> dict[str, int | str]:
    """The parameters that narrow to the reports of one year, or to those that state none."""
    return {"undated": "true"} if year is None else {"year_from": year, "year_to": year}


class Exportable(BaseModel):
    """What can be answered as a file too."""

    format: ExportFormat = Field(
        "json", description="json, or a file for a spreadsheet, a reference manager or a paper; see docs/citing.md."
    )


class SearchParameters(Narrowing, Exportable):
    """What can be asked, by the query string or as JSON."""

    q: str = Field(
        "",
        max_length=LONGEST_QUESTION,
        description='The question, in any language; "these very words", -without, title:report. Empty: all'
        " passages that pass the filters, in reading order.",
        examples=["Which programme protects the Amur tiger?"],
    )
    k: int = Field(10, ge=1, le=MOST_RESULTS, description="How many passages.")
    offset: int = Field(0, ge=0, description="How many of the ranked passages to leave out first.")
    mode: Mode = Field("hybrid", description="Which signals to use: words, meaning, or both.")
    entity: list[str] = Field(
        [],
        max_length=MOST_VALUES,
        description="Entity ids; a parent finds its children. Ids of one kind are OR-ed, kinds are AND-ed.",
        examples=[["mechanism:neaspec", "sdg:14"]],
    )
    exclude: list[str] = Field(
        [], max_length=MOST_VALUES, description="Entity ids; no passage that mentions one of them or a child of it."
    )
    facets: list[FacetKind] = Field(
        [],
        max_length=MOST_VALUES,
        description="Kinds of entity to count, or document, year, language; a kind's own filter is left out of its"
        " counts.",
        examples=[["sdg"]],
    )
    expand: bool = Field(True, description="Read mistyped names, and ask for other names of what is named.")
    fold: bool = Field(
        True,
        description="Show one of passages that say the same. Without words in q, each is listed.",
    )
    sort: Sort = Field(
        "relevance",
        description="newest, oldest: by the report's year, undated ones last. With words in q the first 100 results are"
        " put into that order, and those that follow stay as ranked; without, all are.",
    )
    explain: bool = Field(False, description="Add each signal's rank and score.")

    def question(self, condition: dict[str, Any] | None = None) -> Question:
        """The same as a question to the index."""
        return Question(
            text=self.q,
            k=self.k,
            offset=self.offset,
            mode=self.mode,
            entities=tuple(self.entity),
            exclude=tuple(self.exclude),
            condition=condition,
            facets=tuple(self.facets),
            expand=self.expand,
            fold=self.fold,
            sort=self.sort,
            **self.filters,
        )


class EntityPassagesParameters(Narrowing, Exportable):
    """Which passages of an entity, in which order."""

    beside: list[str] = Field(
        [], max_length=MOST_VALUES, description="Entities that they must mention as well.", examples=[["sdg:14"]]
    )
    q: str = Field(
        "",
        max_length=LONGEST_QUESTION,
        description="A question to rank them by; without one, by how much they are about the entity.",
    )
    order: Literal["reading", "relevance"] | None = Field(
        None, description="As they stand in the reports, or the best first; by default relevance if there is a q."
    )
    k: int = Field(10, ge=1, le=MOST_RESULTS, description="How many passages.")
    offset: int = Field(0, ge=0, description="How many of them to leave out first.")

    @model_validator(mode="after")
    def _ranked_by_a_question(self) -> Self:
        if self.q and self.order == "reading":
            raise ValueError("q ranks the passages, so they can't be in reading order; leave one of the two out")
        return self

    def question(self, entity: Entity) -> Question:
        """The same as a question to the index."""
        return Question(
            text=self.q or (entity.name("en") if self.order == "relevance" else ""),
            entities=(entity.id,),
            condition={"and": [{BASES[self.basis]: other} for other in self.beside]} if self.beside else None,
            k=self.k,
            offset=self.offset,
            fold=False,
            **self.filters,
        )


class MatrixParameters(Narrowing):
    """Which matrix, over which passages."""

    rows: str = Field(
        "mechanism", description="A kind of entity (of `sdg`, the goals), or an entity's id for its children."
    )
    cols: str = Field("sdg", description="The same for the columns.", examples=["sdg:14"])

    by: Literal["year"] | None = Field(None, description="Count each year of publication by itself as well.")

    @field_validator("rows", "cols")
    @classmethod
    def _kind_or_id(cls, axis: str) -> str:
        if ":" not in axis and axis not in get_args(EntityKind):
            raise ValueError(f"it is no kind ({', '.join(get_args(EntityKind))}) and no id, such as sdg:14")
        return axis


class DocumentsParameters(BaseModel):
    """Which reports, and which slice of them."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field("", max_length=200, description="Words of the title, the publisher or the file name.")
    language: list[LanguageCode] = Field(
        [], max_length=MOST_VALUES, description="Languages of the report, ISO 639.", examples=[["en", "zh"]]
    )
    year_from: Year | None = Field(None, description="First year of publication.")
    year_to: Year | None = Field(None, description="Last year of publication.")
    k: int = Field(100, ge=1, le=1000, description="How many reports.")
    offset: int = Field(0, ge=0, description="How many to leave out first.")
    generation: str | None = Field(None, description="A kept generation instead of the live one.")

    @property
    def reports(self) -> ReportFilter:
        """The same for the index."""
        return ReportFilter(self.q, tuple(self.language), self.year_from, self.year_to)


class SearchBody(SearchParameters):
    """The same as JSON, plus a nested filter."""

    model_config = ConfigDict(extra="forbid", strict=True)

    _counts = field_validator("k", "offset", "year_from", "year_to", mode="before")(_whole)

    filter: dict[str, Any] | None = Field(
        None,
        description='A nested condition: {"and": [...]}, {"or": [...]}, {"not": ...} over {"entity": id},'
        ' {"stated": id}, {"inferred": id}, {"document": id}, {"language": code}, {"kind": kind}, {"phrase": words},'
        ' {"title": words}, {"year_from": year}, {"year_to": year}.',
        examples=[{"and": [{"entity": "mechanism:neaspec"}, {"not": {"entity": "sdg:13"}}]}],
    )

    @field_validator("filter")
    @classmethod
    def _well_formed(cls, condition: dict[str, Any] | None) -> dict[str, Any] | None:
        """A fault in its form is a `QueryError`, which says more than pydantic could."""
        if condition is None:
            return None
        where(condition)
        conditions = list(_conditions(condition))
        if len(conditions) > MOST_VALUES:
            raise ValueError(f"it holds more than {MOST_VALUES} conditions; ask in several searches")
        for key, value in conditions:
            _check_leaf(key, value)
        return condition


def _form_of_conditions() -> dict[str, Any]:
    """A nested filter in JSON Schema: one key, with conditions or with a value like the parameter of this name."""
    words = {"type": "string", "minLength": 1, "maxLength": 200}
    year = {"type": "integer", "minimum": 1, "maximum": 9999}
    leaves: dict[str, Any] = dict.fromkeys(("entity", "stated", "inferred", "phrase", "title"), words)
    leaves |= {name: {"type": "string", "pattern": form} for name, form in _PATTERNS.items()}
    leaves |= {"kind": {"enum": list(get_args(PassageKind))}, "year_from": year, "year_to": year}
    inner = {"$ref": "#/components/schemas/Condition"}
    several = {"type": "array", "items": inner, "maxItems": MOST_VALUES}
    keys = {"and": several, "or": several, "not": inner, **leaves}
    return {"type": "object", "properties": keys, "minProperties": 1, "maxProperties": 1, "additionalProperties": False}


CONDITION = _form_of_conditions()
"""For the OpenAPI document, which knows no recursion of its own."""


def _conditions(condition: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every condition inside a well-formed one, itself included, as key and value."""
    [(key, value)] = condition.items()
    yield key, value
    for part in value if key in ("and", "or") else [value] if key == "not" else []:
        yield from _conditions(part)


def _check_leaf(key: str, value: Any) -> None:
    """Hold a value in a filter to the same as that of the parameter with this name."""
    if key not in SearchParameters.model_fields:
        return
    try:
        SearchParameters.model_validate({key: value if key in ("year_from", "year_to") else [value]})
    except ValidationError as error:
        raise ValueError(in_words(error.errors())) from error


class QuoteIn(BaseModel):
    """A quote to be verified."""

    model_config = ConfigDict(extra="forbid", strict=True)

    _offsets = field_validator("start", "end", mode="before")(_whole)

    quote: str = Field(
        min_length=1,
        max_length=LONGEST_QUOTE,
        description="The words that were cited.",
        examples=["The subregional office of ESCAP in Incheon"],
    )
    document: str = Field(
        "", max_length=64, description="The report's id, if it is known.", examples=["f724f7b327e71aee"]
    )
    start: int | None = Field(None, ge=0, lt=10**12, description="Offset into the document's text.", examples=[3711])
    end: int | None = Field(None, ge=1, lt=10**12, description="Offset of the first character behind.", examples=[3753])

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.start is None) != (self.end is None) or (self.start is not None and not self.document):
            raise ValueError("start and end stand together, and need a document")
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise ValueError("end is not behind start")
        return self

    def to_verify(self) -> Quote:
        """The same for the index."""
        span = None if self.start is None or self.end is None else Span(self.start, self.end)
        return Quote(self.quote, self.document, span)


MOST_QUOTES = 100
"""So many quotes in one request."""


def _one_or_many(body: Any) -> str:
    return "quotes" if isinstance(body, list) else "quote"


QuotesIn = Annotated[
    Annotated[QuoteIn, Tag("quote")]
    | Annotated[list[QuoteIn], Field(min_length=1, max_length=MOST_QUOTES), Tag("quotes")],
    Discriminator(_one_or_many),
]
"""A quote to be verified, or a list of them."""
