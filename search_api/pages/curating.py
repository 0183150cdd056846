"""`/vocabulary`: names that the reports define and the vocabulary lacks, those that were added, and the questions that
a new index is measured by.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from corpus.vocabulary import Entity, Vocabulary, VocabularyError, load_vocabulary
from index.additions import Additions
from index.errors import NoGeneration
from index.evaluation.asking import ask
from index.evaluation.errors import EvaluationError
from index.evaluation.gate import in_words, read_limit, shortfalls
from index.evaluation.outcomes import Evaluation, evaluation
from index.evaluation.questions import RelevanceQuestion, read_questions
from index.store import Store
from index.suggestions import Suggestion, suggestions
from search_api.access import CURATOR, Curator
from search_api.build_settings import GateSettings
from search_api.dependencies import Seen, Stored
from search_api.errors import NotFound
from search_api.pages.viewing import View, Viewing
from search_api.sight import Sight
from search_api.turns import TURN

router = APIRouter(include_in_schema=False, dependencies=[CURATOR])

Kind = Literal["mechanism", "agreement", "programme", "forum", "organization", "topic"]
KINDS: tuple[Kind, ...] = ("mechanism", "agreement", "programme", "forum", "organization", "topic")
_MOST_SHOWN = 100
_Words = Annotated[str, Form(min_length=1, max_length=200, pattern=r"^\s*\S")]


@router.get("/vocabulary", dependencies=[TURN])
def vocabulary_page(view: Viewing, store: Stored, seen: Seen) -> HTMLResponse:
    """What may be added, and what was."""
    return _page(view, store, seen)


@router.post("/vocabulary")
def accept(
    view: Viewing,
    store: Stored,
    seen: Seen,
    kind: Annotated[Kind, Form()],
    label: _Words,
    name: _Words,
    acronym: Annotated[str, Form(max_length=50)] = "",
) -> Any:
    """Add an entry to the vocabulary of this data folder."""
    vocabulary, label = _vocabulary(store), label.strip()
    entity = Entity(
        id=_new_id(kind, label, vocabulary),
        kind=kind,
        label=label,
        names={"en": (name.strip(),)},
        acronyms=(acronym.strip(),) if acronym.strip() else (),
    )
    return _added(view, store, seen, entity, vocabulary)


@router.post("/vocabulary/{id}/acronyms")
def extend(
    view: Viewing, store: Stored, seen: Seen, id: str, acronym: Annotated[str, Form(min_length=1, max_length=50)]
) -> Any:
    """Let a known entity have one more short form."""
    vocabulary = _vocabulary(store)
    known = vocabulary.get(id)
    if known is None:
        raise NotFound(f"There is no entity {id!r} in the vocabulary.")
    longer = replace(known, acronyms=tuple(dict.fromkeys([*known.acronyms, acronym.strip()])))
    return _added(view, store, seen, longer, vocabulary)


@router.post("/vocabulary/{id}/remove")
def take_out(store: Stored, id: str) -> RedirectResponse:
    """Take an entry out that was added."""
    if not Additions(store.vocabulary).remove(id):
        raise NotFound(f"No entry {id!r} was added to the vocabulary here.")
    return RedirectResponse("/vocabulary#own", HTTPStatus.SEE_OTHER)


@router.get("/vocabulary/questions")
def questions_page(view: Viewing, request: Request) -> HTMLResponse:
    """The questions of the gate."""
    gate: GateSettings = request.app.state.gate
    return _questions(view, gate)


@router.post("/vocabulary/questions", dependencies=[TURN])
def ask_questions(view: Viewing, request: Request, seen: Seen, caller: Curator) -> HTMLResponse:
    """Ask them of the live generation, and tell why those that fail do."""
    gate: GateSettings = request.app.state.gate
    return _questions(view, gate, seen)


def _page(view: View, store: Store, seen: Sight, fault: str = "") -> HTMLResponse:
    vocabulary, own = _vocabulary(store), Additions(store.vocabulary).all()
    found = _suggested(seen, vocabulary)
    return view.page(
        "vocabulary.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK,
        suggested=found[:_MOST_SHOWN],
        total=len(found),
        own=own,
        entries=len(vocabulary),
        known={one.entity: vocabulary[one.entity] for one in found if one.entity},
        kinds=KINDS,
        fault=fault,
    )


def _added(view: View, store: Store, seen: Sight, entity: Entity, vocabulary: Vocabulary) -> Any:
    try:
        Additions(store.vocabulary).add(entity, vocabulary)
    except VocabularyError as error:
        return _page(view, store, seen, str(error))
    return RedirectResponse("/vocabulary#own", HTTPStatus.SEE_OTHER)


def _vocabulary(store: Store) -> Vocabulary:
    file = store.vocabulary
    return _loaded(file, file.stat().st_mtime_ns if file.exists() else 0)


@lru_cache(maxsize=4)
def _loaded(file: Path, _changed: int) -> Vocabulary:
    return load_vocabulary(added=file)


_last: dict[object, list[Suggestion]] = {}
"""What was suggested last: reading a whole index for it takes seconds."""


def _suggested(seen: Sight, vocabulary: Vocabulary) -> list[Suggestion]:
    try:
        generation = seen.searcher(None, "all").generation
    except NoGeneration:
        return []
    key = (generation.folder, seen.live.state(), seen.labels, vocabulary.identity)
    if key not in _last:
        found = suggestions(generation, vocabulary)
        _last.clear()
        _last[key] = found
    return _last.get(key, [])


def _new_id(kind: Kind, label: str, vocabulary: Vocabulary) -> str:
    """An id that no entry has, from the letters of the label; where it has none that an id takes, a number."""
    key = "-".join(re.findall(r"[a-z0-9]+", label.lower())) or "own"
    ids = (f"{kind}:{key}{f'-{number}' if number else ''}" for number in range(len(vocabulary) + 1))
    return next(id for id in ids if id not in vocabulary)


def _questions(view: View, gate: GateSettings, seen: Sight | None = None) -> HTMLResponse:
    asked: Sequence[RelevanceQuestion] = ()
    told: Mapping[str, Any] = {"measured": None, "short": [], "fault": ""}
    try:
        asked = read_questions(gate.questions) if gate.questions else ()
        if seen and asked:
            told = _measured(gate, asked, seen)
    except EvaluationError as error:
        told = {"measured": None, "short": [], "fault": str(error)}
    return view.page("questions.html", asked=asked, file=gate.questions, limits=gate.limits, **told)


def _measured(gate: GateSettings, asked: Sequence[RelevanceQuestion], seen: Sight) -> dict[str, Any]:
    searcher = seen.searcher(None, "latest")
    name = gate.questions.name if gate.questions else ""
    found: Evaluation = evaluation(name, searcher, "hybrid", ask(searcher, asked))
    short = shortfalls(found.scores, [read_limit(limit) for limit in gate.limits])
    return {"measured": found, "short": [in_words(one) for one in short], "fault": ""}
