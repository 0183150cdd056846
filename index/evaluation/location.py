"""Where in the indexed reports the words of an answer stand; where no passage holds them all, what became of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from index.evaluation.diagnosis import Cause, Diagnosis
from index.evaluation.errors import EvaluationError
from index.evaluation.questions import RelevanceQuestion
from index.generation import Generation
from index.passages import Found
from ingest.document import PageState, Span, passage_id


def answers(question: RelevanceQuestion, found: Found) -> bool:
    """Whether the passage, with the headings above it, is of the question's document and holds all its words.

    Case, width and white space are folded.
    """
    of_document = not question.document or question.document == _file_name(found.source)
    return of_document and _held(question, _words(found.section, found.text)) == set(question.holds)


def report_ids(generation: Generation, names: Iterable[str]) -> tuple[str, ...]:
    """The ids of the reports that these names call, each an id or the name of a file. Raises `EvaluationError`."""
    known = _reports(generation, "")
    ids = {name: [id for id, source in known if name in (id, _file_name(source))] for name in names}
    if unknown := [name for name, found in ids.items() if not found]:
        raise EvaluationError(f"filters.document: no report in the index has the id or file name {unknown[0]!r}.")
    return tuple(id for found in ids.values() for id in found)


def answering(generation: Generation, question: RelevanceQuestion) -> set[int]:
    """The numbers of all passages that answer, wherever a search may rank them. Reads every report it may stand in."""
    wanted = set(question.holds)
    reports = _reports(generation, question.document)
    return {one.number for id, _ in reports for one in _passages(generation, id, question) if one.held == wanted}


def why_nowhere(generation: Generation, question: RelevanceQuestion) -> Diagnosis:
    """Why no passage answers: the report, the words in it, or their standing together is missing."""
    reports = _reports(generation, question.document)
    if not reports:
        return Diagnosis(Cause.NOT_INDEXED, _not_indexed(generation, question.document))
    held = {report: _held(question, _folded(_text(generation, report[0]))) for report in reports}
    report = max(held, key=lambda report: len(held[report]))
    if missing := set(question.holds) - held[report]:
        elsewhere = _elsewhere(generation, question, missing)
        words = f"The text of {report[1]} lacks {_quoted(missing)}{elsewhere}{_unread(generation, report[0])}."
        return Diagnosis(Cause.NOT_PARSED, words)
    return Diagnosis(Cause.CUT_APART, _cut_apart(_passages(generation, report[0], question), question))


@dataclass(frozen=True, slots=True)
class _Holding:
    """A passage and those of the wanted words that it holds."""

    number: int
    id: str
    page: int
    held: set[str]


def _reports(generation: Generation, name: str) -> list[tuple[str, str]]:
    """Id and source of the reports whose file has this name; of all where none is asked for."""
    rows = generation.database.execute("SELECT id, source FROM documents ORDER BY position")
    return [(id, source) for id, source in rows if not name or name == _file_name(source)]


def _file_name(source: str) -> str:
    return source.rpartition("/")[2]


def _text(generation: Generation, report: str) -> str:
    rows = generation.database.execute("SELECT text FROM texts WHERE document = ? ORDER BY start", (report,))
    return "".join(text for (text,) in rows)


def _passages(generation: Generation, report: str, question: RelevanceQuestion) -> list[_Holding]:
    text = _text(generation, report)
    rows = generation.database.execute(
        "SELECT number, start, end, section, page_first FROM passages WHERE document = ? ORDER BY number", (report,)
    )
    spans = ((number, Span(start, end), section, page) for number, start, end, section, page in rows)
    return [
        _Holding(
            number, passage_id(report, span), page, _held(question, _words(msgspec.json.decode(section), span.of(text)))
        )
        for number, span, section, page in spans
    ]


def _words(section: Sequence[str], text: str) -> str:
    return _folded("\n".join([*section, text]))


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _held(question: RelevanceQuestion, folded: str) -> set[str]:
    return {words for words in question.holds if _folded(words) in folded}


def _not_indexed(generation: Generation, name: str) -> str:
    """What became of the file with this name."""
    database = generation.database
    unread = {
        source: f"could not be read: {why}" for source, why in database.execute("SELECT source, reason FROM rejected")
    }
    copies = {
        source: f"is a copy of {of}: name that one."
        for source, of in database.execute("SELECT source, of FROM duplicates")
    }
    known = (f"{source} {fate}" for source, fate in {**unread, **copies}.items() if name == _file_name(source))
    return next(known, f"No report in the index has the file name {name}.")


def _elsewhere(generation: Generation, question: RelevanceQuestion, missing: set[str]) -> str:
    """Another report that has all the missing words, where the question names one."""
    others = _reports(generation, "") if question.document else []
    having = (source for id, source in others if missing <= _held(question, _folded(_text(generation, id))))
    return next((f"; that of {source} has it" for source in having), "")


_MOST_PAGES = 10


def _unread(generation: Generation, report: str) -> str:
    rows = generation.database.execute(
        "SELECT number FROM pages WHERE document = ? AND state IN (?, ?) ORDER BY number",
        (report, PageState.EMPTY, PageState.FAILED),
    )
    pages = [str(number) for (number,) in rows]
    more = f" and {len(pages) - _MOST_PAGES} more" if len(pages) > _MOST_PAGES else ""
    return f"; of its pages these have no text: {', '.join(pages[:_MOST_PAGES])}{more}" if pages else ""


def _cut_apart(passages: Sequence[_Holding], question: RelevanceQuestion) -> str:
    """Which passage holds most of the words, and where the nearest ones with the others are."""
    best = max(passages, key=lambda one: len(one.held), default=_Holding(0, "No passage", 0, set()))
    others = (words for words in question.holds if words not in best.held)
    told = [f"{best.id} (p. {best.page}) holds {_quoted(best.held) or 'none of the words'}"]
    return "; ".join([*told, *(_nearest(passages, best, words) for words in others)]) + "."


def _nearest(passages: Sequence[_Holding], best: _Holding, words: str) -> str:
    holding = [one for one in passages if words in one.held]
    if not holding:
        return f"no passage holds {_quoted([words])} whole"
    nearest = min(holding, key=lambda one: abs(one.number - best.number))
    distance = nearest.number - best.number
    side = "before" if distance < 0 else "further on"
    return f"{_quoted([words])} stands {abs(distance)} passages {side}, in {nearest.id} (p. {nearest.page})"


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f'"{one}"' for one in sorted(words))
