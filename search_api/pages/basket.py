"""`/basket`: passages that a reader puts aside, kept in cookies or named in the address, and given out as files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Literal
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from search_api.access import READER
from search_api.answers import passage_out
from search_api.csl import Citation, cited
from search_api.dependencies import Seen
from search_api.errors import Gone, NotFound
from search_api.pages.kept import MOST, Kept, basket_in, cookies_of, search_in
from search_api.pages.viewing import Viewing
from search_api.pages.wishes import back_to, keep
from search_api.parameters import FileFormat
from search_api.permalinks import Addressed, addressed
from search_api.routes.exporting import export
from search_api.schemas import PassageOut
from search_api.selection import Search, Selection, today
from search_api.sight import Sight

router = APIRouter(include_in_schema=False, dependencies=[READER])

Act = Literal["add", "remove", "up", "down", "empty"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A passage of a basket, where it can be read; `withdrawn` where it once could be, as far as may be told."""

    kept: Kept
    asked: Addressed | None
    withdrawn: bool = False

    @property
    def passage(self) -> PassageOut | None:
        """As it is shown."""
        return passage_out(self.asked.found, self.asked.generation.entities) if self.asked else None

    @property
    def citation(self) -> Citation | None:
        """In the style of the APA."""
        return cited(self.asked.found, "apa") if self.asked else None

    @property
    def query(self) -> str:
        """The words that were searched for."""
        return dict(parse_qsl(self.kept.search)).get("q", "")


class Chosen:
    """The passages that an address names, or else those that the browser keeps, in the order that is asked for."""

    def __init__(
        self,
        view: Viewing,
        seen: Seen,
        passage: Annotated[list[str], Query(max_length=MOST)] = [],  # noqa: B006
        order: Annotated[Literal["kept", "report"], Query()] = "kept",
    ) -> None:
        self.shared = bool(passage)
        basket = [Kept(id) for id in dict.fromkeys(passage)] if passage else basket_in(view.request.cookies)
        listed = [_listed(seen, kept) for kept in basket]
        self.listed = sorted(listed, key=_by_report) if order == "report" else listed
        self.by_report = order == "report"

    @property
    def there(self) -> list[Addressed]:
        """Those that can be read."""
        return [one.asked for one in self.listed if one.asked]

    @property
    def selection(self) -> Selection:
        """The same for a file."""
        quotes = [(_search(one.kept, one.asked), one.asked.found) for one in self.listed if one.asked]
        return Selection(quotes, [one.kept.id for one in self.listed if not one.asked])


InBasket = Annotated[Chosen, Depends(Chosen)]


@router.get("/basket")
def basket_page(view: Viewing, chosen: InBasket, full: bool = False) -> HTMLResponse:
    """The passages as quotes, with all that can be done with them."""
    return view.page(
        "basket.html",
        basket=chosen,
        reports=len({one.found.document_id for one in chosen.there}),
        full=full,
        most=MOST,
        export=view.address.at("/basket/export").having(full=None),
        link=f"/basket?{urlencode([('passage', one.kept.id) for one in chosen.listed])}",
    )


@router.get("/basket/export")
def export_basket(chosen: InBasket, format: FileFormat) -> Response:
    """The passages as a file."""
    return export(format, chosen.selection)


@router.post("/basket")
def change_basket(
    view: Viewing,
    act: Annotated[Act, Form()],
    passage: Annotated[list[str], Form(max_length=MOST)] = [],  # noqa: B006
    back: Annotated[str, Form(max_length=4000)] = "/basket",
) -> RedirectResponse:
    """Put passages in, take them out or move them, and go back to where the reader was."""
    basket = basket_in(view.request.cookies)
    changed = _changed(basket, act, [Kept(id, search_in(back)) for id in passage])
    if len(changed) > MOST:
        return RedirectResponse("/basket?full=true", HTTPStatus.SEE_OTHER)
    answer = RedirectResponse(back_to(back), HTTPStatus.SEE_OTHER)
    for name, value in cookies_of(changed).items():
        keep(answer, view.request, name, value)
    return answer


def _changed(basket: Sequence[Kept], act: Act, passages: Sequence[Kept]) -> list[Kept]:
    ids = {one.id for one in passages}
    others = [one for one in basket if one.id not in ids]
    match act:
        case "empty":
            return []
        case "remove":
            return others
        case "add":
            known = {one.id for one in basket}
            return [*basket, *(one for one in passages if one.id not in known)]
        case "up" | "down":
            return _moved(basket, ids, -1 if act == "up" else 1)


def _moved(basket: Sequence[Kept], ids: set[str], step: int) -> list[Kept]:
    """With the first of `ids` one place further on, or back."""
    moved = list(basket)
    place = next((place for place, one in enumerate(moved) if one.id in ids), None)
    if place is not None and 0 <= place + step < len(moved):
        moved[place], moved[place + step] = moved[place + step], moved[place]
    return moved


def _listed(seen: Sight, kept: Kept) -> Listed:
    try:
        return Listed(kept, addressed(seen, kept.id))
    except Gone:
        return Listed(kept, None, withdrawn=True)
    except NotFound:
        return Listed(kept, None)


def _by_report(listed: Listed) -> tuple[object, ...]:
    """By title, file and place in it; what can't be read comes last."""
    if listed.asked is None:
        return (True,)
    found = listed.asked.found
    return (False, found.metadata.title.casefold(), found.source, found.span)


def _search(kept: Kept, asked: Addressed) -> Search:
    pairs = parse_qsl(kept.search)
    return Search(
        query=dict(pairs).get("q", ""),
        filters=urlencode([pair for pair in pairs if pair[0] != "q"], safe=":"),
        generation=asked.generation.id,
        model=asked.generation.manifest.model,
        total=None,
        date=today(),
    )
