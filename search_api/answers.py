"""What the index found, put into the fields of the HTTP contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from corpus.vocabulary import Entity
from index.completion import Completion
from index.entities import CountedEntity, EntityProfile
from index.fusion import Signals
from index.generation import Generation
from index.lexical import Expansion
from index.manifest import Counts
from index.matrix import Matrix
from index.passages import Footnote, Found, footnotes, neighbours, passage_at
from index.searcher import Answer
from index.verification import Verdict
from ingest.document import Division, Mention, passage_id
from search_api import schemas
from search_api.citations import apa, link, permalink, quote_sha256, where_in_words
from search_api.parameters import of_year
from search_api.permalinks import Addressed


def search_answer(answer: Answer, entities: Mapping[str, Entity], *, explain: bool) -> schemas.SearchAnswer:
    """A search's answer."""
    shown = explained if explain else passage_out
    return schemas.SearchAnswer(
        query=answer.question.text,
        generation=answer.generation,
        model=answer.model,
        took_ms=round(answer.took_ms, 3),
        total=answer.total,
        folded=answer.folded,
        offset=answer.question.offset,
        confidence=None if answer.confidence is None else round(answer.confidence, 3),
        answered=answer.answered,
        coverage=coverage(answer.coverage),
        corrections=[
            schemas.CorrectionOut(typed=one.typed, read=one.read, entity=one.entity, label=entities[one.entity].label)
            for one in answer.corrections
        ],
        loosened=list(answer.loosened),
        expansions=[_expansion(one, answer.words) for one in answer.expansions],
        results=[shown(found, entities) for found in answer.results],
        facets={
            kind: [schemas.FacetCount(**asdict(count)) for count in counts] for kind, counts in answer.facets.items()
        },
    )


def passage_out(found: Found, entities: Mapping[str, Entity]) -> schemas.PassageOut:
    """One passage."""
    return schemas.PassageOut(**_fields(found, entities))


def passage_in_context(asked: Addressed, context: int) -> schemas.PassageInContext:
    """One passage with its footnotes and `context` neighbours on each side."""
    generation, found = asked.generation, asked.found
    before, after = neighbours(generation, found, context)
    return schemas.PassageInContext(
        generation=generation.id,
        live=asked.live,
        replaced_by=list(asked.replaced_by),
        passage=passage_out(found, generation.entities),
        notes=[_note(footnote) for footnote in footnotes(generation, found)],
        before=[passage_out(neighbour, generation.entities) for neighbour in before],
        after=[passage_out(neighbour, generation.entities) for neighbour in after],
    )


def explained(found: Found, entities: Mapping[str, Entity]) -> schemas.ExplainedPassage:
    """One passage with what its signals say."""
    signals = found.signals or Signals()
    explanation = schemas.Explanation(
        dense=signals.dense,
        dense_rank=signals.dense_rank,
        lexical=signals.lexical,
        lexical_rank=signals.lexical_rank,
        entities=signals.entities,
        demotion=signals.demotion,
        report=signals.report,
        neighbour=signals.neighbour,
        reranker=signals.reranker,
    )
    return schemas.ExplainedPassage(**_fields(found, entities), explain=explanation)


def _expansion(expansion: Expansion, words: str) -> schemas.ExpansionOut:
    return schemas.ExpansionOut(words=expansion.span.of(words), entity=expansion.entity, names=list(expansion.names))


def verified(verdict: Verdict, generation: Generation) -> schemas.VerifiedQuote:
    """What became of a quote."""
    found = passage_at(generation, verdict.document, verdict.span) if verdict.span else None
    return schemas.VerifiedQuote(
        generation=generation.id,
        state=verdict.state,
        document=verdict.document,
        start=verdict.span.start if verdict.span else None,
        end=verdict.span.end if verdict.span else None,
        text=verdict.text,
        difference=[schemas.EditOut(**asdict(edit)) for edit in verdict.difference],
        citation=_citation(found) if found else None,
    )


def coverage(counts: Counts) -> schemas.Coverage:
    """What was searched."""
    return schemas.Coverage(
        documents=counts.documents,
        pages=counts.pages,
        passages=counts.passages,
        pages_without_text=counts.pages_without_text,
        pages_recognised=counts.pages_recognised,
        failed_files=counts.failed_files,
    )


def entity_count(counted: CountedEntity) -> schemas.EntityCount:
    """An entity with its counts."""
    entity = counted.entity
    return schemas.EntityCount(
        id=entity.id,
        kind=entity.kind,
        label=entity.label,
        names={language: list(names) for language, names in entity.names.items()},
        passages=counted.passages,
        documents=counted.documents,
    )


def entity_detail(found: EntityProfile, generation: str) -> schemas.EntityDetail:
    """All that is known of an entity."""
    entity = found.counted.entity
    return schemas.EntityDetail(
        **entity_count(found.counted).model_dump(),
        generation=generation,
        translated=list(entity.translated),
        acronyms=list(entity.acronyms),
        definition=entity.definition,
        url=entity.url,
        start=entity.start,
        members=list(entity.members),
        series=list(entity.series),
        sdgs=list(entity.sdgs),
        colour=entity.colour,
        iri=entity.iri,
        former_iris=list(entity.former_iris),
        parents=[_related(other) for other in found.parents],
        children=[_related(other) for other in found.children],
        stated_passages=found.stated,
        inferred_passages=found.inferred,
        by_document=[
            schemas.DocumentCount(
                document_id=row.id,
                title=row.title,
                year=row.year,
                passages=row.passages,
                stated_passages=row.stated,
                inferred_passages=row.inferred,
            )
            for row in found.by_document
        ],
        by_year=[
            schemas.YearCount(
                year=row.year,
                passages=row.passages,
                stated_passages=row.stated,
                inferred_passages=row.inferred,
                documents=row.documents,
            )
            for row in found.by_year
        ],
        beside=[_related(other) for other in found.beside],
    )


def suggestion(found: Completion) -> schemas.EntitySuggestion:
    """An entity that may be meant."""
    entity = found.counted.entity
    return schemas.EntitySuggestion(
        id=entity.id,
        kind=entity.kind,
        label=entity.label,
        name=found.name,
        language=found.language,
        match=found.match,
        passages=found.counted.passages,
        documents=found.counted.documents,
    )


def matrix_answer(
    found: Matrix, generation: str, counts: Counts, cell: Callable[[Mapping[str, object]], str]
) -> schemas.MatrixAnswer:
    """A matrix; `cell` gives the template of its cells' addresses, with further filters."""
    return schemas.MatrixAnswer(
        generation=generation,
        coverage=coverage(counts),
        rows=_axis(found.rows, found.row_totals),
        cols=_axis(found.columns, found.column_totals),
        counts=[list(row) for row in found.counts],
        cell=cell({}),
        by_year=[
            schemas.YearMatrix(
                year=year,
                counts=[list(row) for row in counts],
                cell=cell(of_year(year)),
            )
            for year, counts in found.by_year.items()
        ],
    )


def _axis(entities: Sequence[Entity], totals: Sequence[int]) -> list[schemas.AxisEntry]:
    return [
        schemas.AxisEntry(id=one.id, label=one.label, passages=total)
        for one, total in zip(entities, totals, strict=True)
    ]


def _related(counted: CountedEntity) -> schemas.RelatedEntity:
    entity = counted.entity
    return schemas.RelatedEntity(
        id=entity.id, kind=entity.kind, label=entity.label, passages=counted.passages, documents=counted.documents
    )


def _note(footnote: Footnote) -> schemas.NoteOut:
    address = passage_id(footnote.document_id, footnote.span)
    return schemas.NoteOut(
        mark=(footnote.mark.start, footnote.mark.end),
        text=footnote.text,
        start=footnote.span.start,
        end=footnote.span.end,
        permalink=permalink(address),
    )


def _fields(found: Found, entities: Mapping[str, Entity]) -> dict[str, Any]:
    return {
        "passage_id": found.id,
        "document_id": found.document_id,
        "score": round(found.score, 6),
        "text": found.text,
        "language": found.language,
        "kind": found.kind,
        "highlights": [(span.start, span.end) for span in found.highlights],
        "sentence": (found.sentence.start, found.sentence.end) if found.sentence else None,
        "citation": _citation(found),
        "entities": [_mention(mention, entities[mention.entity]) for mention in found.mentions],
        "duplicates": [_duplicate(other) for other in found.duplicates],
        "duplicates_total": found.duplicates_total,
    }


def _duplicate(found: Found) -> schemas.Duplicate:
    return schemas.Duplicate(
        passage_id=found.id,
        document_id=found.document_id,
        title=found.metadata.title,
        year=found.metadata.year,
        source=found.source,
        page_first=found.place.first,
        where=where_in_words(found),
        permalink=permalink(found.id),
    )


def _citation(found: Found) -> schemas.Citation:
    known, place = found.metadata, found.place
    return schemas.Citation(
        title=known.title,
        publisher=known.publisher,
        year=known.year,
        url=known.url,
        source=found.source,
        page_first=place.first,
        page_last=place.last,
        page_label_first=place.label_first,
        page_label_last=place.label_last,
        section=list(found.section),
        start=found.span.start,
        end=found.span.end,
        quote_sha256=quote_sha256(found.text),
        boxes=[
            schemas.BoxOut(page=box.page, x0=box.x0, top=box.top, x1=box.x1, bottom=box.bottom) for box in found.boxes
        ],
        apa=apa(found),
        permalink=permalink(found.id),
        unit=place.unit.value,
        paragraph=place.paragraph if place.unit is Division.WHOLE else None,
        where=where_in_words(found),
        link=link(found),
        ocr_confidence=None if found.confidence is None else round(found.confidence, 3),
    )


def _mention(mention: Mention, entity: Entity) -> dict[str, object]:
    """The fields of a `schemas.EntityMention`: an answer has hundreds, and made with their passage they cost half."""
    return {
        "id": entity.id,
        "label": entity.label,
        "kind": entity.kind,
        "basis": mention.basis,
        "confidence": mention.confidence,
        "start": mention.span.start,
        "end": mention.span.end,
        "suggestions": mention.suggestions,
    }
