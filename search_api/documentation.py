"""The page /docs: Swagger UI over the OpenAPI document. All that it loads comes from this service."""

from __future__ import annotations

import base64
import hashlib
import re

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.requests import Request
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles

_ASSETS = StaticFiles(packages=[("fastapi_offline", "static")])
"""Swagger UI's own files, as that package has them."""


def add_documentation(app: FastAPI) -> None:
    """Add the page and what it loads."""
    page = get_swagger_ui_html(
        openapi_url="openapi.json",
        title=app.title,
        swagger_js_url="docs/swagger-ui-bundle.js",
        swagger_css_url="docs/swagger-ui.css",
        swagger_favicon_url="docs/favicon.png",
        swagger_ui_parameters={"validatorUrl": None},  # else it tells a stranger where this service is
    )
    headers = {"Content-Security-Policy": _policy(page.body)}

    @app.get("/docs", include_in_schema=False)
    def show() -> HTMLResponse:
        return HTMLResponse(page.body, headers=headers)

    @app.get("/docs/{name}", include_in_schema=False)
    async def load(name: str, request: Request) -> Response:
        return await _ASSETS.get_response(name, request.scope)


def _policy(page: bytes | memoryview) -> str:
    """Scripts and styles of this service only, and of those in the page just the one that is there (CSP Level 3)."""
    [script] = re.findall(rb"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script).digest()).decode()
    return (
        f"default-src 'none'; script-src 'self' 'sha256-{digest}'; style-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
