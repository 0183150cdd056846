"""`/v1/citations`, and the citation of a passage in a style."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query

from search_api import examples
from search_api.answers import verified
from search_api.csl import cited
from search_api.dependencies import Addressed, AskedPassage, Seen
from search_api.parameters import CitationStyle, QuotesIn
from search_api.problems import described
from search_api.schemas import StyledCitation, VerifiedQuote
from search_api.verifying import verdicts

router = APIRouter(tags=["citations"])

_PROBLEMS = described(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)


@router.post(
    "/v1/citations/verify",
    summary="Whether a quote still stands where it was cited",
    responses=examples.answer(examples.VERIFIED) | _PROBLEMS,
)
def verify_quotes(body: QuotesIn, seen: Seen, searcher: Addressed) -> VerifiedQuote | list[VerifiedQuote]:
    """Exact, moved (with the new place), changed (with the difference) or gone; of a list, each in its order.

    Blanks and line breaks make no difference; every letter, digit and mark does. Of a report that has a new edition,
    the quote is looked for in that.
    """
    quotes = [one.to_verify() for one in (body if isinstance(body, list) else [body])]
    answers = [verified(one, searcher.generation) for one in verdicts(seen, searcher.generation, quotes)]
    return answers if isinstance(body, list) else answers[0]


@router.get(
    "/v1/passages/{id}/citation",
    summary="A passage cited in a style",
    responses=examples.answer(examples.STYLED) | _PROBLEMS | described(HTTPStatus.GONE),
)
def cite_passage(
    asked: AskedPassage,
    style: Annotated[CitationStyle, Query(description="The style of the citation.")] = "apa",
) -> StyledCitation:
    """The entry of the list of references, and the mark beside the quote."""
    citation = cited(asked.found, style)
    return StyledCitation(
        passage_id=asked.found.id, style=style, reference=citation.reference, in_text=citation.in_text
    )
