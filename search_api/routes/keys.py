"""`/v1/keys`."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from search_api import examples
from search_api.access import ADMIN, Admin
from search_api.key_schemas import KeyIn, KeyList, KeyMade, KeyOut
from search_api.keys import Keys, OwnKey
from search_api.problems import described

router = APIRouter(tags=["keys"], dependencies=[ADMIN])


def _keys(request: Request) -> Keys:
    keys: Keys = request.app.state.keys
    return keys


_REFUSALS = described(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY)
_Keys = Annotated[Keys, Depends(_keys)]


@router.get("/v1/keys", summary="Every key that was ever made", responses=examples.answer(examples.KEYS))
def list_keys(keys: _Keys) -> KeyList:
    """The newest first; revoked ones too. What opens is not among it."""
    return KeyList(keys=[KeyOut.of(key) for key in keys.all()])


@router.post(
    "/v1/keys",
    summary="Make a key",
    status_code=HTTPStatus.CREATED,
    responses=examples.answer(examples.KEY_MADE, HTTPStatus.CREATED) | described(HTTPStatus.UNPROCESSABLE_ENTITY),
)
def make_key(wish: KeyIn, keys: _Keys) -> KeyMade:
    """The words that open are in this answer, and never again: only their hash is kept."""
    return KeyMade.with_words(*keys.add(wish.name, wish.role, wish.labels, wish.expires))


@router.delete(
    "/v1/keys/{id}",
    summary="Revoke a key",
    responses=examples.answer(examples.KEY_REVOKED) | _REFUSALS,
)
def revoke_key(
    id: Annotated[str, Path(description="As /v1/keys lists it.", examples=["9f0c1d2ea4b7"])], keys: _Keys, caller: Admin
) -> KeyOut:
    """It opens nothing from now on, and stays in the list. To revoke it again changes nothing.

    The key that the request comes with is left as it is, so that nobody locks himself out.
    """
    if id == caller.key:
        raise OwnKey("This is the key that the request came with. Revoke it with another one.")
    return KeyOut.of(keys.revoke(id))
