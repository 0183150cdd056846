"""The words that passages are tagged with: the Sustainable Development Goals, mechanisms, topics and countries.

Loads the data files beside this page, checks them as a whole, and answers look-ups. Finding these words in
a text is the taggers' work, not done here.

    SdgSearchError
      +- VocabularyError    the data files do not hold together, or an id is asked for that they lack
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import SdgSearchError
from corpus.faults import in_words

Language = Literal["en", "zh", "ja", "ko", "ru", "mn"]
LANGUAGES: tuple[str, ...] = get_args(Language)
"""The languages that readers ask in, ISO 639-1; the vocabulary has names in no other."""

DATA_FILES = {
    "sdg": "sdgs.json",
    "mechanism": "mechanisms.toml",
    "agreement": "agreements.toml",
    "forum": "forums.toml",
    "programme": "programmes.toml",
    "organization": "organizations.toml",
    "topic": "topics.toml",
    "country": "countries.toml",
}
"""Which file holds the entities of which kind."""
RETIRED_FILE = "retired.toml"
"""Ids that are no longer used, each with the id that took its place."""


class VocabularyError(SdgSearchError):
    """The vocabulary is faulty, or lacks the entity asked for.

    A faulty vocabulary is reported once and whole: one line a problem, each with file, entry and field.
    """


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing that reports name and that passages are tagged with."""

    id: str
    """`kind:key`, for ever the same: `sdg:13.2`, `mechanism:neaspec`, `organization:gggi`."""
    kind: str
    label: str
    """The English words to show for it: `NEASPEC`, `Climate action`."""
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """Full names by language (of `LANGUAGES`), the preferred one first."""
    translated: tuple[str, ...] = ()
    """Languages whose names are translations made for this vocabulary, where no published one is known."""
    acronyms: tuple[str, ...] = ()
    misspellings: tuple[str, ...] = ()
    """Wrong forms that occur in real reports: matched, never shown."""
    negatives: tuple[str, ...] = ()
    """Words that, near one of its short forms, say that something else is meant."""
    shared: tuple[str, ...] = ()
    """Those of its names that others have too, known ones or not: they mean it only where a report names its kin."""
    parents: tuple[str, ...] = ()
    """Ids of the entities that it belongs to; a search for one of them finds this one too."""
    series: tuple[str, ...] = ()
    """How its numbered meetings are written, `#` for the number: `TEMM#`, `SOM-#`."""
    definition: str = ""
    url: str = ""
    start: str = ""
    """When it began: a year, a month or a day in ISO 8601, or nothing."""
    members: tuple[str, ...] = ()
    """Member countries, ISO 3166 alpha-2; `EU` for the European Union."""
    sdgs: tuple[str, ...] = ()
    """Ids of the goals and targets that it serves, the nearest first."""
    colour: str = ""
    """`#RRGGBB`: the official colour of a goal."""
    iri: str = ""
    """Its address in the linked data of the United Nations."""
    former_iris: tuple[str, ...] = ()
    """Addresses that it had there before the framework was revised."""

    def name(self, language: str) -> str:
        """The preferred name in this language, else in English, else the label."""
        names = self.names.get(language) or self.names.get("en") or (self.label,)
        return names[0]


class Vocabulary:
    """Every known entity, in the order of the files; never changed after loading.

    Iterating gives the entities; `vocabulary["sdg:13"]` gives one. `identity` is a hash of the content: the
    same entities have the same identity, however their files are written.
    """

    __slots__ = ("_by_id", "_children", "identity")

    def __init__(self, entities: Iterable[Entity]) -> None:
        """Hold these entities; raises VocabularyError with every id, parent or cycle that is wrong."""
        listed = tuple(entities)
        if problems := _faults(listed):
            raise VocabularyError(_report(problems))
        self._by_id: dict[str, Entity] = {entity.id: entity for entity in listed}
        self._children: dict[str, tuple[str, ...]] = _children(listed)
        self.identity: str = _identity(listed)

    def __getitem__(self, id: str) -> Entity:
        """The entity with this id; raises VocabularyError with the nearest known ids."""
        if entity := self._by_id.get(id):
            return entity
        near = self._near(id)
        hint = f"did you mean {' or '.join(near)}?" if near else "`sdgsearch entities` lists them all."
        raise VocabularyError(f"There is no entity {id!r} in the vocabulary; {hint}")

    def get(self, id: str) -> Entity | None:
        """The entity with this id, or None."""
        return self._by_id.get(id)

    def __contains__(self, id: object) -> bool:
        return id in self._by_id

    def __iter__(self) -> Iterator[Entity]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that occur, in the order of the files."""
        return tuple(dict.fromkeys(entity.kind for entity in self))

    def of_kind(self, kind: str) -> tuple[Entity, ...]:
        """The entities of one kind, in the order of the file; none for an unknown kind."""
        return tuple(entity for entity in self if entity.kind == kind)

    def children(self, id: str) -> tuple[str, ...]:
        """The ids directly under this one."""
        return self._children[self[id].id]

    def ancestors(self, id: str) -> tuple[str, ...]:
        """The ids above this one, nearest first, each once, without itself."""
        return _reach(id, lambda one: self[one].parents)

    def descendants(self, id: str) -> tuple[str, ...]:
        """The ids below this one, nearest first, each once, without itself."""
        return _reach(id, self.children)

    def _near(self, id: str) -> list[str]:
        """Up to three ids that look like this one, or whose label or acronym does."""
        known = {
            word.casefold(): entity.id
            for entity in self
            for word in (entity.label, *entity.acronyms, entity.id.partition(":")[2], entity.id)
        }
        close = get_close_matches(id.casefold(), known, n=5, cutoff=0.75)
        return list(dict.fromkeys(known[word] for word in close))[:3]


def load_vocabulary(folder: Path | None = None, *, added: Path | None = None) -> Vocabulary:
    """The vocabulary in this folder, or the one that comes with the package, with the entries of the file `added`.

    Of what is in both, the entry that was added counts; where there is no such file, none was. Raises VocabularyError
    once with everything that is wrong: a missing or unreadable file, an unknown field, a malformed value, a parent
    that does not exist, a cycle.
    """
    entities, problems = read_entities(folder)
    own, wrong = read_added(added.read_text(encoding="utf-8"), added.name) if added and added.exists() else ([], [])
    if problems or wrong:
        raise VocabularyError(_report(problems + wrong))
    return Vocabulary({entity.id: entity for entity in [*entities, *own]}.values())


def read_added(text: str, name: str) -> tuple[list[Entity], list[str]]:
    """The sound entities, of any kinds, in the TOML of a file with this name, and what is wrong with it."""
    try:
        return _read_entries(tomllib.loads(text), None, name)
    except ValueError as error:
        return [], [f"{name}: {error}; mend the file there"]


def read_entities(folder: Path | None = None) -> tuple[list[Entity], list[str]]:
    """The sound entities in this folder, or those of the package, and what is wrong there, one line a problem."""
    source = vocabulary_folder(folder)
    entities: list[Entity] = []
    problems: list[str] = []
    for kind, file_name in DATA_FILES.items():
        found, wrong = _read_kind(source / file_name, kind)
        entities += found
        problems += wrong
    return entities, problems + _faults(entities)


def read_retired(folder: Path | None = None) -> dict[str, str]:
    """Ids that are no longer used, each with the id that took its place, of this folder or the package.

    Raises OSError or ValueError if the list cannot be read.
    """
    return tomllib.loads((vocabulary_folder(folder) / RETIRED_FILE).read_text(encoding="utf-8"))


def vocabulary_folder(folder: Path | None) -> Traversable:
    """Where the data files are: this folder, or that of the package."""
    return folder if folder is not None else files(__package__)


_Text = Annotated[str, Field(pattern=r"^\S(.*\S)?$")]
_Texts = tuple[_Text, ...]
_Address = Annotated[str, Field(pattern=r"^(https?://\S+)?$")]
_ID_FORMS = {kind: re.compile(rf"{kind}:[a-z0-9]+(-[a-z0-9]+)*") for kind in DATA_FILES} | {
    "sdg": re.compile(r"sdg:([1-9]|1[0-7])(\.([1-9]\d?|[a-d])(\.\d{1,2})?)?"),
    "country": re.compile(r"country:[A-Z]{2}"),
}
_ID_IN_WORDS = {"sdg": "an official code", "country": "two capitals, those of ISO 3166"}


class _Entry(BaseModel):
    """One entry as a data file has it, under its id."""

    model_config = ConfigDict(extra="forbid")

    label: _Text
    names: dict[Language, _Texts]
    translated: tuple[Language, ...] = ()
    acronyms: _Texts = ()
    misspellings: _Texts = ()
    negatives: _Texts = ()
    shared: _Texts = ()
    parents: _Texts = ()
    series: tuple[Annotated[str, Field(pattern=r"^[^#]*#[^#]*$")], ...] = ()
    definition: str = ""
    url: _Address = ""
    start: Annotated[str, Field(pattern=r"^(\d{4}(-\d\d(-\d\d)?)?)?$")] = ""
    members: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...] = ()
    sdgs: _Texts = ()
    colour: Annotated[str, Field(pattern=r"^(#[0-9A-F]{6})?$")] = ""
    iri: _Address = ""
    former_iris: tuple[_Address, ...] = ()


def _read_kind(file: Traversable, kind: str) -> tuple[list[Entity], list[str]]:
    """The sound entities of one data file, and what is wrong with it."""
    try:
        text = file.read_text(encoding="utf-8")
        entries = _READERS[file.name.rpartition(".")[2]](text)
    except OSError as error:
        return [], [f"{file.name}: it cannot be read ({error.strerror}); put it back"]
    except UnicodeDecodeError:
        return [], [f"{file.name}: it is not saved as UTF-8; save it so"]
    except ValueError as error:
        return [], [f"{file.name}: {error}; mend the file there"]
    return _read_entries(entries, kind, file.name)


def _read_entries(entries: Mapping[str, Any], kind: str | None, name: str) -> tuple[list[Entity], list[str]]:
    """The sound entities among the entries of a file, which are of this kind, or, if none is given, of any."""
    entities: list[Entity] = []
    problems: list[str] = []
    for key, fields in entries.items():
        known = kind or key.partition(":")[0]
        if known not in _ID_FORMS:
            problems.append(f"{name}: {key}: an id begins with its kind: {', '.join(_ID_FORMS)}")
        elif not _ID_FORMS[known].fullmatch(key):
            form = _ID_IN_WORDS.get(known, "small letters, digits, hyphens")
            problems.append(f"{name}: {key}: an id here is `{known}:` and {form}")
        try:
            entities.append(Entity(id=key, kind=known, **dict(_Entry.model_validate(fields))))
        except ValidationError as error:
            problems += [f"{name}: {key}: {problem}" for problem in in_words(error)]
    return entities, problems


def _read_json(text: str) -> dict[str, Any]:
    """The entries of a JSON file; a key that stands twice is an error, where `json` would keep the last."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        if repeated := [key for key in dict.fromkeys(keys) if keys.count(key) > 1]:
            raise ValueError(f"{', '.join(repeated)} stands there twice")
        return dict(pairs)

    content = json.loads(text, object_pairs_hook=once)
    if not isinstance(content, dict) or not isinstance(content.get("entities"), dict):
        raise ValueError('it lacks the object "entities", which has the entries by id')
    return dict(content["entities"])


_READERS: dict[str, Callable[[str], dict[str, Any]]] = {"json": _read_json, "toml": tomllib.loads}


def _faults(entities: Sequence[Entity]) -> list[str]:
    """What is wrong with these entities taken together: repeated ids, lost parents and goals, cycles."""
    by_id = {entity.id: entity for entity in entities}
    counts = Counter(entity.id for entity in entities)
    repeated = [(one, count) for one, count in counts.items() if count > 1]
    faults = [f"{one}: this id is there {count} times; keep one" for one, count in repeated]
    for entity in entities:
        place = f"{DATA_FILES.get(entity.kind, entity.kind)}: {entity.id}"
        lost = [parent for parent in entity.parents if parent not in by_id]
        faults += [f"{place}: parents: there is no {parent!r}; mend its spelling or add it" for parent in lost]
        unknown = [sdg for sdg in entity.sdgs if not sdg.startswith("sdg:") or sdg not in by_id]
        faults += [f"{place}: sdgs: there is no goal or target {sdg!r}; mend its code" for sdg in unknown]
        if entity.id in _reach(entity.id, lambda one: by_id[one].parents if one in by_id else ()):
            faults.append(f"{place}: parents: they lead back to {entity.id} itself; take one parent out of the circle")
    return faults


def _report(problems: list[str]) -> str:
    heading = "The vocabulary cannot be used until this is put right:"
    return "\n  ".join([heading, *problems])


def _children(entities: Sequence[Entity]) -> dict[str, tuple[str, ...]]:
    below: dict[str, list[str]] = {entity.id: [] for entity in entities}
    for entity in entities:
        for parent in entity.parents:
            below[parent].append(entity.id)
    return {parent: tuple(children) for parent, children in below.items()}


def _reach(id: str, step: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    """What repeated steps from here lead to, nearest first, each once."""
    reached: dict[str, None] = {}
    layer = list(step(id))
    while layer:
        new = [one for one in dict.fromkeys(layer) if one not in reached]
        reached |= dict.fromkeys(new)
        layer = [further for one in new for further in step(one)]
    return tuple(reached)


def _identity(entities: Sequence[Entity]) -> str:
    content = sorted((asdict(entity) for entity in entities), key=lambda fields: str(fields["id"]))
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
