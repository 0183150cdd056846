"""`/v1/citations`, and the citation of a passage in a style."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query

from index.verification import verify
from search_api import examples
from search_api.answers import verified
from search_api.csl import cited
from search_api.dependencies import Addressed, AskedPassage
from search_api.problems import described
from search_api.schemas import CitationStyle, QuoteIn, StyledCitation, VerifiedQuote

router = APIRouter(tags=["citations"])

_PROBLEMS = described(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE)


@router.post(
    "/v1/citations/verify",
    summary="Whether a quote still stands where it was cited",
    responses=examples.answer(examples.VERIFIED) | _PROBLEMS,
)
def verify_quote(quote: QuoteIn, searcher: Addressed) -> VerifiedQuote:
    """Exact, moved (with the new place), changed (with the difference) or gone.

    Blanks and line breaks make no difference; every letter, digit and mark does.
    """
    return verified(verify(searcher.generation, quote.to_verify()), searcher.generation)


@router.get(
    "/v1/passages/{id}/citation",
    summary="A passage cited in a style",
    responses=examples.answer(examples.STYLED) | _PROBLEMS,
)
def cite_passage(
    found: AskedPassage,
    style: Annotated[CitationStyle, Query(description="The style of the citation.")] = "apa",
) -> StyledCitation:
    """The entry of the list of references, and the mark beside the quote."""
    citation = cited(found, style)
    return StyledCitation(passage_id=found.id, style=style, reference=citation.reference, in_text=citation.in_text)
