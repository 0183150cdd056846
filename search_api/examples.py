"""An answer of each operation for the OpenAPI document: real ones, shortened."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any


def answer(
    example: dict[str, Any], status: HTTPStatus = HTTPStatus.OK, *, files: Mapping[str, Any] | None = None
) -> dict[int | str, dict[str, Any]]:
    """`example` as what an operation answers, in FastAPI's `responses`; `files` are its other media types."""
    return {status.value: {"content": {"application/json": {"example": example}, **(files or {})}}}


_GENERATION = "20261122T001816537335-fd731357"

_PASSAGE: dict[str, Any] = {
    "passage_id": "f724f7b327e71aee-3711-3814",
    "document_id": "f724f7b327e71aee",
    "score": 1.135939,
    "text": "The subregional office of ESCAP in Incheon, which is the secretariat of NEASPEC, serves NEACAP as well.",
    "language": "en",
    "kind": "paragraph",
    "highlights": [[57, 68], [88, 94]],
    "sentence": [0, 103],
    "citation": {
        "title": "NEACAP: the clean air partnership of six countries",
        "publisher": "sdgsearch reader",
        "year": 2025,
        "url": "",
        "source": "neacap.pdf",
        "page_first": 2,
        "page_last": 2,
        "page_label_first": "2",
        "page_label_last": "2",
        "section": ["4. Organs", "4.3 Secretariat"],
        "start": 3711,
        "end": 3814,
        "quote_sha256": "0f91c46bb7898608d12d306db48a0bc9133bb137546b66af720beca54845d755",
        "boxes": [
            {"page": 2, "x0": 74.0, "top": 646.44, "x1": 510.9, "bottom": 656.94},
            {"page": 2, "x0": 74.0, "top": 661.66, "x1": 155.9, "bottom": 672.16},
        ],
        "apa": "sdgsearch reader. (2025). NEACAP: the clean air partnership of six countries, p. 2.",
        "permalink": "/v1/passages/f724f7b327e71aee-3711-3814",
        "unit": "page",
        "paragraph": None,
        "where": "p. 2, 4. Organs > 4.3 Secretariat",
        "link": "",
        "ocr_confidence": None,
    },
    "entities": [
        {
            "id": "organization:escap",
            "label": "ESCAP",
            "kind": "organization",
            "basis": "stated",
            "confidence": 1.0,
            "start": 26,
            "end": 31,
            "suggestions": [],
        },
        {
            "id": "mechanism:neaspec-secretariat",
            "label": "NEASPEC Secretariat",
            "kind": "mechanism",
            "basis": "stated",
            "confidence": 1.0,
            "start": 57,
            "end": 79,
            "suggestions": [],
        },
        {
            "id": "mechanism:neacap",
            "label": "NEACAP",
            "kind": "mechanism",
            "basis": "stated",
            "confidence": 1.0,
            "start": 88,
            "end": 94,
            "suggestions": [],
        },
    ],
    "duplicates": [],
    "duplicates_total": 0,
}

SEARCH: dict[str, Any] = {
    "query": "Who is the secretariat of NEACAP?",
    "generation": _GENERATION,
    "model": "multilingual-e5-small@9167df9fa02b9368",
    "took_ms": 48.2,
    "total": 23,
    "folded": 0,
    "offset": 0,
    "confidence": 0.87,
    "answered": True,
    "coverage": {
        "documents": 24,
        "pages": 101,
        "passages": 412,
        "pages_without_text": 0,
        "pages_recognised": 0,
        "failed_files": 0,
    },
    "corrections": [],
    "loosened": [],
    "expansions": [
        {"words": "NEACAP", "entity": "mechanism:neacap", "names": ["North-East Asia Clean Air Partnership"]}
    ],
    "results": [_PASSAGE],
    "facets": {
        "mechanism": [
            {"id": "mechanism:neaspec", "label": "NEASPEC", "count": 99},
            {"id": "mechanism:temm", "label": "TEMM", "count": 74},
        ]
    },
}

PASSAGE: dict[str, Any] = {
    "generation": _GENERATION,
    "live": True,
    "replaced_by": [],
    "passage": _PASSAGE | {"score": 0.0, "highlights": [], "sentence": None},
    "notes": [],
    "before": [],
    "after": [],
}

VERIFIED: dict[str, Any] = {
    "generation": _GENERATION,
    "state": "changed",
    "document": "f724f7b327e71aee",
    "start": 3711,
    "end": 3814,
    "text": _PASSAGE["text"],
    "difference": [{"quoted": "Bangkok", "now": "Incheon"}],
    "citation": _PASSAGE["citation"],
}

STYLED: dict[str, Any] = {
    "passage_id": "f724f7b327e71aee-3711-3814",
    "style": "apa",
    "reference": "sdgsearch reader. (2025). NEACAP: the clean air partnership of six countries (p. 2).",
    "in_text": "(sdgsearch reader, 2025, p. 2)",
}

ENTITIES: dict[str, Any] = {
    "generation": _GENERATION,
    "total": 2,
    "entities": [
        {
            "id": "mechanism:neacap",
            "kind": "mechanism",
            "label": "NEACAP",
            "names": {
                "en": ["North-East Asia Clean Air Partnership"],
                "zh": ["东北亚清洁空气伙伴关系"],
                "ja": ["北東アジアクリーン・エアー・パートナーシップ"],
                "ko": ["동북아청정대기파트너십"],
                "ru": ["Партнерство за чистый воздух в Северо-Восточной Азии"],
                "mn": ["Зүүн Хойд Азийн цэвэр агаарын түншлэл"],
            },
            "passages": 29,
            "documents": 9,
        }
    ],
}

SUGGESTIONS: dict[str, Any] = {
    "generation": _GENERATION,
    "query": "동북아 청",
    "suggestions": [
        {
            "id": "mechanism:neacap",
            "kind": "mechanism",
            "label": "NEACAP",
            "name": "동북아청정대기파트너십",
            "language": "ko",
            "match": "prefix",
            "passages": 29,
            "documents": 9,
        }
    ],
}

ENTITY: dict[str, Any] = ENTITIES["entities"][0] | {
    "generation": _GENERATION,
    "translated": [],
    "acronyms": ["NEACAP"],
    "definition": "Voluntary framework of the six countries of North-East Asia for clean air, below NEASPEC.",
    "url": "https://www.neacap.org/",
    "start": "2018-10-26",
    "members": ["CN", "JP", "KP", "KR", "MN", "RU"],
    "series": [],
    "sdgs": ["sdg:11.6", "sdg:3.9", "sdg:17.16"],
    "colour": "",
    "iri": "",
    "former_iris": [],
    "parents": [
        {"id": "mechanism:neaspec", "kind": "mechanism", "label": "NEASPEC", "passages": 99, "documents": 12},
    ],
    "children": [],
    "stated_passages": 29,
    "inferred_passages": 0,
    "by_document": [
        {
            "document_id": "f724f7b327e71aee",
            "title": "NEACAP: the clean air partnership of six countries",
            "year": 2025,
            "passages": 14,
            "stated_passages": 14,
            "inferred_passages": 0,
        }
    ],
    "by_year": [{"year": 2025, "passages": 29, "stated_passages": 29, "inferred_passages": 0, "documents": 9}],
    "beside": [
        {"id": "mechanism:ltp", "kind": "mechanism", "label": "LTP", "passages": 6, "documents": 3},
    ],
}

ENTITY_PASSAGES: dict[str, Any] = SEARCH | {
    "query": "",
    "confidence": None,
    "answered": None,
    "total": 29,
    "expansions": [],
    "results": [_PASSAGE | {"score": 0.0, "highlights": [], "sentence": None}],
    "facets": {},
}

MATRIX: dict[str, Any] = {
    "generation": _GENERATION,
    "coverage": SEARCH["coverage"],
    "rows": [
        {"id": "mechanism:neacap", "label": "NEACAP", "passages": 29},
        {"id": "mechanism:neampan", "label": "NEAMPAN", "passages": 31},
    ],
    "cols": [
        {"id": "sdg:11", "label": "Sustainable cities and communities", "passages": 15},
        {"id": "sdg:14", "label": "Life below water", "passages": 22},
    ],
    "counts": [[3, 0], [0, 6]],
    "cell": "/v1/entities/{row}/passages?beside={col}",
    "by_year": [
        {
            "year": 2025,
            "counts": [[3, 0], [0, 6]],
            "cell": "/v1/entities/{row}/passages?beside={col}&year_from=2025&year_to=2025",
        }
    ],
}

_DOCUMENT: dict[str, Any] = {
    "id": "f724f7b327e71aee",
    "source": "neacap.pdf",
    "format": "pdf",
    "unit": "page",
    "title": "NEACAP: the clean air partnership of six countries",
    "publisher": "sdgsearch reader",
    "year": 2025,
    "language": "en",
    "url": "",
    "characters": 6893,
    "pages": 4,
    "pages_without_text": 0,
    "pages_recognised": 0,
    "grade": "good",
    "grade_reasons": [],
    "remarks": [],
    "passages": 20,
    "label": "public",
    "report_id": "f724f7b327e71aee",
    "latest": True,
}

DOCUMENTS: dict[str, Any] = {
    "generation": _GENERATION,
    "total": 24,
    "reports": 23,
    "documents": [_DOCUMENT],
    "failed_files": [{"source": "fax.pdf", "reason": "The file is cut off in the middle; get it anew."}],
}

DOCUMENT: dict[str, Any] = _DOCUMENT | {
    "page_list": [
        {
            "number": 1,
            "label": "1",
            "width": 595.275591,
            "height": 841.889764,
            "characters": 2097,
            "state": "text",
            "reason": "",
            "certainty": 1.0,
            "grade": "good",
            "grade_reasons": [],
        },
        {
            "number": 2,
            "label": "2",
            "width": 595.275591,
            "height": 841.889764,
            "characters": 1893,
            "state": "text",
            "reason": "",
            "certainty": 1.0,
            "grade": "good",
            "grade_reasons": [],
        },
    ]
}

ALIVE: dict[str, Any] = {"status": "ok"}

READY: dict[str, Any] = {"status": "ok", "generation": _GENERATION}

_KEY: dict[str, Any] = {
    "id": "9f0c1d2ea4b7",
    "name": "press office",
    "role": "reader",
    "labels": ["internal", "public"],
    "created": "2026-11-22T09:30:00Z",
    "expires": None,
    "used": "2026-11-22T10:00:00Z",
    "revoked": None,
}

KEYS: dict[str, Any] = {"keys": [_KEY]}

KEY_MADE: dict[str, Any] = _KEY | {"used": None, "key": "sdgs_9f0c1d2ea4b7_shown-this-once"}

KEY_REVOKED: dict[str, Any] = _KEY | {"revoked": "2026-11-22T11:00:00Z"}

JOB: dict[str, Any] = {
    "id": "20261122T093000-1f2e3d4c",
    "state": "running",
    "asked_by": "press office",
    "reason": "New reports of the spring meeting",
    "settings": None,
    "created": "2026-11-22T09:30:00Z",
    "started": "2026-11-22T09:30:01Z",
    "finished": None,
    "due": "2026-11-22T09:30:00Z",
    "tries": 1,
    "cancelling": False,
    "progress": {
        "stage": "read",
        "done": 41,
        "total": 212,
        "embedded": 5120,
        "remaining_s": 388.2,
        "file": "2021/neacap.pdf",
    },
    "generation": "",
    "message": "",
    "notes": [],
}

JOBS: dict[str, Any] = {"total": 1, "jobs": [JOB]}

JOB_CANCELLED: dict[str, Any] = JOB | {
    "state": "cancelled",
    "finished": "2026-11-22T09:31:00Z",
    "cancelling": True,
    "message": "Cancelled.",
}

GENERATION: dict[str, Any] = {
    "id": _GENERATION,
    "live": True,
    "created": "2026-11-22T00:18:16.537335Z",
    "model": "multilingual-e5-small@9167",
    "settings": {
        "model": None,
        "query_prompt": None,
        "passage_prompt": None,
        "passage_tokens": 400,
        "precision": "float32",
        "ocr": "auto",
        "ocr_languages": [],
    },
    "vocabulary": "5d1f0c3e",
    "counts": {
        "documents": 212,
        "pages": 9340,
        "pages_without_text": 118,
        "pages_recognised": 64,
        "passages": 48211,
        "mentions": 130977,
        "failed_files": 3,
    },
    "vectors": {
        "name": "flat",
        "width": 384,
        "lists": 0,
        "probes": 0,
        "queries": 200,
        "nearest": 100,
        "recall": 1.0,
    },
}

GENERATIONS: dict[str, Any] = {"live": _GENERATION, "generations": [GENERATION]}

UPLOAD: dict[str, Any] = {
    "document_id": "f724f7b327e71aee",
    "source": "neacap.pdf",
    "sha256": "f724f7b327e71aee45c1c9e2b7a0d3f86a5b4c3d2e1f0918273645546372819a",
    "bytes": 182044,
    "known": False,
    "job": JOB
    | {"state": "queued", "started": None, "tries": 0, "reason": "Upload of neacap.pdf"}
    | {"progress": {"stage": "", "done": 0, "total": 0, "embedded": 0, "remaining_s": None, "file": ""}},
}

RULING: dict[str, Any] = {
    "document_id": "f724f7b327e71aee",
    "label": "internal",
    "withdrawn": "",
    "edition_of": "",
}

RULINGS: dict[str, Any] = {"rulings": [RULING]}

UNREAD_FILES: dict[str, Any] = {
    "unread_files": [
        {
            "sha256": "0f91c46bb7898608d12d306db48a0bc9133bb137546b66af720beca54845d755",
            "source": "2019/torn.pdf",
            "reason": "the file is broken so badly that nothing of it could be rescued; get it again from its source",
            "tries": 3,
            "tried": "2026-11-22T09:30:40Z",
            "set_aside": True,
        }
    ]
}
