"""The HTTP contract, version 1: what is answered, field by field; `search_api.parameters` has what can be asked."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from index.confidence import THRESHOLD

Unit = Literal["page", "slide", "chapter", "sheet", "whole"]
GradeName = Literal["good", "fair", "poor", "none"]


class Answered(BaseModel):
    """Base of all that is answered; what is not set is an error here, not a gap there."""

    model_config = ConfigDict(extra="forbid")


class BoxOut(Answered):
    """A rectangle on a page, in PDF points from the top left corner."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


class Citation(Answered):
    """Which report, which page, which words."""

    title: str
    publisher: str
    year: int | None
    url: str
    source: str = Field(description="The file's name.")
    page_first: int
    page_last: int
    page_label_first: str = Field(description="As printed on the page.")
    page_label_last: str
    section: list[str]
    start: int = Field(description="Offset into the document's text, in Unicode code points.")
    end: int
    quote_sha256: str = Field(description="SHA-256 of the passage's text in UTF-8.")
    boxes: list[BoxOut]
    apa: str
    permalink: str
    unit: Unit = Field(description='What the "pages" are; "whole": the file has none.')
    paragraph: int | None = Field(description="In which it begins, where there are no pages; 1-based.")
    where: str = Field(description="Where it stands, in words.")
    link: str = Field(description="The report's address, with #page=N of a PDF or the words on a web page.")
    ocr_confidence: float | None = Field(description="0 to 1; null but for words read from a picture.")


class EntityMention(Answered):
    """An entity in a passage; offsets are into the passage's text."""

    id: str
    label: str
    kind: str
    basis: Literal["stated", "inferred"]
    confidence: float = Field(description="1 for what is stated; the probability of what is inferred.")
    start: int
    end: int
    suggestions: list[str] = Field(
        description="Targets of an inferred goal that may be meant, the likeliest first; no filter counts them."
    )


class Explanation(Answered):
    """What each signal says of a passage; null where it did not find it."""

    dense: float | None = Field(description="Nearness of question and passage, -1 to 1, languages centred.")
    dense_rank: int | None
    lexical: float | None = Field(description="Share of the best BM25 that the question's words could have.")
    lexical_rank: int | None
    entities: float = Field(description="Share of the question's entities that the passage mentions.")
    demotion: float = Field(description="Taken off for contents, references and bare headings.")
    report: float = Field(description="How far the best passages of its report stand above the last of the first 100.")
    neighbour: float | None = Field(description="The score of the better passage close by that lifts this one.")
    reranker: float | None = Field(description="What the cross-encoder says, 0 to 1, where one is set.")


class Duplicate(Answered):
    """A passage that says the same as a result and is not shown for that."""

    passage_id: str
    document_id: str
    title: str
    year: int | None
    source: str
    page_first: int
    where: str = Field(description="Where it stands, in words.")
    permalink: str


class PassageOut(Answered):
    """A passage, verbatim, with its citation and the entities that it mentions."""

    passage_id: str
    document_id: str
    score: float
    text: str
    language: str
    kind: str
    highlights: list[tuple[int, int]] = Field(
        description="Words of the question; where none stand there, the sentence. Offsets into `text`."
    )
    sentence: tuple[int, int] | None = Field(
        description="The sentence that answers best, as offsets into `text`; null where nothing was asked."
    )
    citation: Citation
    entities: list[EntityMention]
    duplicates: list[Duplicate] = Field(description="The first passages that say the same and pass the filters too.")
    duplicates_total: int = Field(description="How many there are.")


class ExplainedPassage(PassageOut):
    """The same with what each signal says."""

    explain: Explanation


class Coverage(Answered):
    """What was searched, and what could not be."""

    documents: int
    pages: int
    passages: int
    pages_without_text: int
    pages_recognised: int = Field(description="Read from pictures by character recognition.")
    failed_files: int


class FacetCount(Answered):
    """Passages that mention an entity or one of its children, or those of a report, a year or a language."""

    id: str
    label: str
    count: int


class CorrectionOut(Answered):
    """Words of the question that no report has and that were read as a name."""

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    typed: str = Field(alias="from", description="As they were typed.")
    read: str = Field(alias="to", description="As they were read.")
    entity: str
    label: str


class ExpansionOut(Answered):
    """An entity that the question names, and what else it was asked for by."""

    words: str = Field(description="The words of the question that name it.")
    entity: str
    names: list[str] = Field(description="Its other names that the reports have, in all languages.")


class SearchAnswer(Answered):
    """The answer to a search."""

    query: str
    generation: str
    model: str
    took_ms: float
    total: int = Field(description="Results in all slices. With `folded`: all passages that pass the filters.")
    folded: int = Field(description="Passages that are not shown since a result says the same.")
    offset: int
    confidence: float | None = Field(
        description="Probability that one of the first five passages of the ranking answers. Null without words in q,"
        " with an embedding model that it is not calibrated for, and behind a cross-encoder."
    )
    answered: bool | None = Field(
        description=f"Whether the confidence reaches {THRESHOLD}; if not, probably no passage answers. Null as above."
    )
    coverage: Coverage
    corrections: list[CorrectionOut] = Field(description="Mistyped names, and what was searched for instead.")
    loosened: list[str] = Field(
        description="Quoted phrases of a longer question that no passage holds; their words were searched."
    )
    expansions: list[ExpansionOut] = Field(description="What was asked for in other words too.")
    results: list[ExplainedPassage | PassageOut]
    facets: dict[str, list[FacetCount]]


class NoteOut(Answered):
    """A footnote, verbatim."""

    mark: tuple[int, int] = Field(description="Where its mark stands: offsets into the passage's text.")
    text: str
    start: int = Field(description="Offset into the document's text, in Unicode code points.")
    end: int
    permalink: str


class StyledCitation(Answered):
    """A passage cited in a style."""

    passage_id: str
    style: str
    reference: str = Field(description="The entry of the list of references.")
    in_text: str = Field(description="The mark beside the quote; of chicago-notes, the note.")


class EditOut(Answered):
    """Words of the quote and what stands there now; one is empty where words were added or taken out."""

    quoted: str
    now: str


class VerifiedQuote(Answered):
    """What became of a quote."""

    generation: str
    state: Literal["exact", "moved", "changed", "gone"] = Field(
        description="exact: at the place given (or, if none was, somewhere); moved: elsewhere, in another edition too;"
        " changed: other words, see difference; gone: none of these."
    )
    document: str
    start: int | None = Field(description="Where the words stand now; null if they are gone.")
    end: int | None
    text: str = Field(description="How they read there, verbatim.")
    difference: list[EditOut]
    citation: Citation | None = Field(description="Of the place where they stand now.")


class PassageInContext(Answered):
    """A passage with its footnotes, and its neighbours in reading order."""

    generation: str
    live: bool = Field(description="Whether this is the live generation; else its reports have this one no more.")
    replaced_by: list[str] = Field(
        description="Reports of the live generation with the same title or file name, where this one is not in it."
    )
    passage: PassageOut
    notes: list[NoteOut]
    before: list[PassageOut]
    after: list[PassageOut]


class EntityCount(Answered):
    """An entity of the vocabulary with the passages and documents that mention it or a child of it."""

    id: str
    kind: str
    label: str
    names: dict[str, list[str]]
    passages: int
    documents: int


class EntityList(Answered):
    """Entities, the most mentioned first."""

    generation: str
    total: int
    entities: list[EntityCount]


class RelatedEntity(Answered):
    """An entity beside another, and the passages and documents that say so."""

    id: str
    kind: str
    label: str
    passages: int
    documents: int


class EntitySuggestion(Answered):
    """An entity that may be meant, by the name that matches what is typed."""

    id: str
    kind: str
    label: str
    name: str = Field(description="The name that matches.")
    language: str | None = Field(description="Of that name, ISO 639; null for an acronym, a label or an id.")
    match: Literal["name", "prefix", "word", "typo"] = Field(
        description="The whole name, its beginning, the beginning of a word in it, or nearly one of these."
    )
    passages: int
    documents: int


class EntitySuggestions(Answered):
    """What may be meant, the best match first."""

    generation: str
    query: str
    suggestions: list[EntitySuggestion]


class DocumentCount(Answered):
    """A report, and its passages that mention the entity, by name or by what a classifier says; some do both."""

    document_id: str
    title: str
    year: int | None
    passages: int
    stated_passages: int
    inferred_passages: int


class YearCount(Answered):
    """A year of publication, and what mentions the entity in its reports; null: reports that state no year."""

    year: int | None
    passages: int
    stated_passages: int
    inferred_passages: int
    documents: int


class EntityDetail(EntityCount):
    """An entity with all that is known and counted of it; a mention of a child counts."""

    generation: str
    translated: list[str] = Field(description="Languages whose names were translated, no published one being known.")
    acronyms: list[str]
    definition: str
    url: str
    start: str = Field(description="When it began: year, month or day in ISO 8601; empty if not known.")
    members: list[str] = Field(description="Member countries, ISO 3166; EU for the European Union.")
    series: list[str] = Field(description="How its numbered meetings are written, # for the number.")
    sdgs: list[str] = Field(description="Ids of the goals and targets that it serves, the nearest first.")
    colour: str = Field(description="The official colour of a goal, #RRGGBB; else empty.")
    iri: str = Field(description="Its address in the linked data of the United Nations; else empty.")
    former_iris: list[str] = Field(description="Addresses that it had there before the framework was revised.")
    parents: list[RelatedEntity]
    children: list[RelatedEntity]
    stated_passages: int = Field(description="Passages whose words name it.")
    inferred_passages: int = Field(description="Passages that a classifier finds to be about it.")
    by_document: list[DocumentCount] = Field(description="The most passages first.")
    by_year: list[YearCount]
    beside: list[RelatedEntity] = Field(description="What the same passages mention most; counted there.")


class AxisEntry(Answered):
    """The entity of a row or column, and the passages that mention it at all."""

    id: str
    label: str
    passages: int


class YearMatrix(Answered):
    """The cells of a matrix for the reports of one year; null: for those that state none."""

    year: int | None
    counts: list[list[int]]
    cell: str = Field(description="Address of a cell's passages, with {row} and {col} for the ids.")


class MatrixAnswer(Answered):
    """How many passages mention both the entity of a row and that of a column; zeros included."""

    generation: str
    coverage: Coverage
    rows: list[AxisEntry]
    cols: list[AxisEntry]
    counts: list[list[int]] = Field(description="counts[r][c] belongs to rows[r] and cols[c].")
    cell: str = Field(description="Address of a cell's passages, with {row} and {col} for the ids.")
    by_year: list[YearMatrix] = Field(
        description="With by=year: the same for each year from the first to the last, then for reports without one."
    )


class PageOut(Answered):
    """A page, and what could be read on it."""

    number: int
    label: str
    width: float
    height: float
    characters: int
    state: Literal["text", "recognised", "empty", "failed"]
    reason: str
    certainty: float = Field(description="0 to 1: how sure the parser is of order and layout, or of letters.")
    grade: GradeName
    grade_reasons: list[str] = Field(description="What keeps the grade from being better.")


class DocumentOut(Answered):
    """A report that is indexed."""

    id: str
    source: str
    format: str
    unit: Unit
    title: str
    publisher: str
    year: int | None
    language: str
    url: str
    characters: int
    pages: int
    pages_without_text: int
    pages_recognised: int
    grade: GradeName = Field(description="How far its text can be relied on.")
    grade_reasons: list[str] = Field(description="What keeps the grade from being better.")
    remarks: list[str] = Field(description="What befell the file, and which pages are silent or read from pictures.")
    passages: int
    label: str = Field(description="Who may read it: public is everyone, else keys with this label.")
    report_id: str = Field(description="The same for all editions and languages of one report.")
    latest: bool = Field(description="Whether there is no later edition in its language.")


class DocumentDetail(DocumentOut):
    """The same with its pages."""

    page_list: list[PageOut]


class UnreadFile(Answered):
    """A file that could not be read, with the reason."""

    source: str
    reason: str


class DocumentList(Answered):
    """The reports that are indexed, and the files that could not be."""

    generation: str
    total: int = Field(description="Documents in all slices.")
    reports: int = Field(description="The same with all editions and languages of a report counted once.")
    documents: list[DocumentOut]
    failed_files: list[UnreadFile]


class Health(Answered):
    """The service runs."""

    status: Literal["ok"]


class Readiness(Health):
    """It has something to search: this generation."""

    generation: str


class Problem(Answered):
    """An error as RFC 9457 has it; `detail` is a sentence that a person can act on."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str = Field(description="Of the request, as in the header X-Request-Id and in the service's log.")
