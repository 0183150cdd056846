"""`/passages/{id}`: one passage by its permanent address."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from search_api.access import READER
from search_api.dependencies import Seen
from search_api.pages.evidence import evidence
from search_api.pages.viewing import Viewing

router = APIRouter(include_in_schema=False, dependencies=[READER])


@router.get("/passages/{id}")
def passage_page(id: str, view: Viewing, seen: Seen) -> HTMLResponse:
    """The passage where it stands."""
    return view.page("passage.html", evidence=evidence(view, seen, id))
