"""Who looks at a page, and how: the language of the interface, the theme, the basket; and the page as it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from search_api.access import LOCAL, Caller, Role, Stranger
from search_api.pages.addresses import Address
from search_api.pages.assets import asset
from search_api.pages.kept import basket_in
from search_api.pages.marking import pieces
from search_api.pages.naming import colour_class, full_name, number_of, shown_name
from search_api.pages.words import LANGUAGES, Words, preferred

Theme = Literal["auto", "light", "dark"]
THEMES: tuple[Theme, ...] = ("auto", "light", "dark")

LANGUAGE, THEME = "sdgsearch_language", "sdgsearch_theme"
"""Names of cookies. What is in them, anybody may have written."""

_PLACES = (
    ("/", "search", None),
    ("/entities", "entities", None),
    ("/matrix", "matrix", None),
    ("/reports", "reports", None),
    ("/jobs", "jobs", Role.CURATOR),
    ("/vocabulary", "curating", Role.CURATOR),
    ("/basket", "basket", None),
)
DOWNLOADS = {
    "csv": "CSV",
    "ris": "RIS",
    "bibtex": "BibTeX",
    "csl-json": "CSL-JSON",
    "markdown": "Markdown",
    "docx": "Word",
}
STYLES = {"apa": "APA", "chicago": "Chicago", "chicago-notes": "Chicago, notes", "harvard": "Harvard"}
"""By their names in the HTTP contract, what people call them."""

EXAMPLES = (
    ("en", "How do countries cooperate against dust and sandstorms?"),
    ("zh", "沙尘暴的监测和预警"),
    ("ja", "海洋プラスチックごみの削減"),
    ("ko", "미세먼지 저감 협력"),
    ("ru", "охрана амурского тигра"),
    ("mn", "шороон шуурганы хамтын ажиллагаа"),
)
"""Questions that a reader may begin with, and their languages."""

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "private, no-cache",
    "Vary": "Accept-Language, Cookie",
}


@dataclass(frozen=True, slots=True)
class View:
    """A request for a page, by somebody who wants it so."""

    request: Request
    words: Words
    theme: Theme
    basket: tuple[str, ...]
    caller: Caller | Stranger

    @property
    def address(self) -> Address:
        """Of the page that is asked for."""
        return Address.of(self.request.url.path, self.request.query_params.multi_items())

    @property
    def places(self) -> list[tuple[str, str]]:
        """The pages named on top of each, with the messages that name them: those that are for whoever looks."""
        return [(path, name) for path, name, role in _PLACES if role is None or self.may(role)]

    def is_at(self, path: str) -> bool:
        """Whether the page is this one, or one below it."""
        here = self.request.url.path
        return here == path or (path != "/" and here.startswith(f"{path}/"))

    @property
    def signed_in(self) -> Caller | None:
        """Who looks, where that is known by a key."""
        return self.caller if isinstance(self.caller, Caller) and self.caller.key else None

    @property
    def can_sign_in(self) -> bool:
        """Whether a key would make a difference: who works at a machine without keys needs none."""
        return self.caller != LOCAL

    @property
    def sign_in(self) -> Address:
        """Where one signs in, to come back from there."""
        back = str(self.address) if self.request.method == "GET" else "/"
        return Address("/sign-in", (("back", back),))

    def may(self, role: Role) -> bool:
        """Whether who looks may do what takes this role."""
        return isinstance(self.caller, Caller) and self.caller.role.includes(role)

    def page(self, template: str, *, status: int = HTTPStatus.OK, **values: Any) -> HTMLResponse:
        """The page that this template makes of `values`."""
        own: Mapping[str, Any] = {"view": self, "t": self.words, "number": self.words.number, "address": self.address}
        html = _environment().get_template(template).render({**own, **values})
        return HTMLResponse(html, status_code=status, headers=_HEADERS)


def view_of(request: Request) -> View:
    """How a request wants its page."""
    cookies = request.cookies
    language = cookies.get(LANGUAGE, "")
    theme = cookies.get(THEME, "auto")
    return View(
        request=request,
        words=Words(language if language in LANGUAGES else preferred(request.headers.get("accept-language", ""))),
        theme=theme if theme in THEMES else "auto",
        basket=tuple(kept.id for kept in basket_in(cookies)),
        caller=request.state.caller,
    )


Viewing = Annotated[View, Depends(view_of)]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("search_api.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "asset": asset,
        "languages": LANGUAGES,
        "themes": THEMES,
        "pieces": pieces,
        "colour_class": colour_class,
        "number_of": number_of,
        "shown_name": shown_name,
        "full_name": full_name,
        "downloads": DOWNLOADS,
        "styles": STYLES,
        "examples": EXAMPLES,
    }
    return environment
