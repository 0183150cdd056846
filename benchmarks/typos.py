"""How many slips in names of mechanisms are read right, and how many right words wrongly:

    python benchmarks/typos.py DATA [TEXTS.jsonl ...]

DATA is a data folder with an index. Every name and acronym of a mechanism that has four letters is mistyped once (two
letters swapped, one left out, added or replaced; the same ones in every run) and asked for by itself. TEXTS are files
in BEIR layout (a `text` a line): of each text the first 300 characters are asked, and every correction is counted as
wrong, which is severe on reports of the field.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from rich.console import Console
from rich.table import Table

from index.expansion import named
from index.generation import Generation
from index.lexical import is_spaceless, terms
from index.postings import passages_with
from index.spelling import NameWords, corrected, corrections, name_words
from index.store import Store

SEED = 20
ALPHABETS = {"Latin": "abcdefghijklmnopqrstuvwxyz", "Cyrillic": "абвгдежзийклмнопрстуфхцчшщъыьэюя", "CJK": ""}
MOST_TEXTS = 400
LONGEST = 300


def main(data: Path, texts: list[Path]) -> None:
    generation = Store(data).open()
    console = Console()
    console.print(slips(generation))
    for file in texts:
        console.print(wrongly(generation, file))


def slips(generation: Generation) -> Table:
    chance = random.Random(SEED)
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    for name, entity in names(generation):
        script = script_of(name)
        asked = mistyped(name, script, chance)
        kind = f"{script}, {'one word' if len(name.split()) == 1 and script != 'CJK' else 'a full name'}"
        outcomes[kind][outcome(generation, asked, entity)] += 1
    table = Table("names", "mistyped", "read right", "found as it is", "left alone", "read wrong", box=None)
    for kind, counts in sorted(outcomes.items()):
        total = counts.total()
        shares = (f"{counts[one] / total:.3f}" for one in ("right", "as it is", "left", "wrong"))
        table.add_row(kind, str(total), *shares)
    return table


def outcome(generation: Generation, asked: str, entity: str) -> str:
    found = corrections(generation.database, asked, generation.named(asked), words_of(generation))
    meant = {id for one in named(generation.database, corrected(asked, found)) for id in one.entities}
    if not found:
        return "as it is" if entity in meant else "left"
    return "right" if entity in meant else "wrong"


@cache
def words_of(generation: Generation) -> NameWords:
    return name_words(generation.database)


def names(generation: Generation) -> Iterator[tuple[str, str]]:
    rows = generation.database.execute(
        "SELECT name, entity FROM names WHERE entity LIKE 'mechanism:%' ORDER BY entity, name"
    )
    return ((name, entity) for name, entity in rows if sum(map(str.isalpha, name)) >= 4)


def script_of(name: str) -> str:
    if any(map(is_spaceless, name)):
        return "CJK"
    return "Cyrillic" if any("\u0400" <= character <= "\u04ff" for character in name) else "Latin"


def mistyped(name: str, script: str, chance: random.Random) -> str:
    """The name with one slip at one of its letters."""
    letters = [place for place, character in enumerate(name) if character.isalpha()]
    others = ALPHABETS[script] or "".join(sorted({name[place] for place in letters}))
    while True:
        place, other = chance.choice(letters), chance.choice(others)
        other = other.upper() if name[place].isupper() else other
        before, letter, after = name[:place], name[place], name[place + 1 :]
        slip = chance.choice(["swap", "drop", "add", "replace"])
        if slip == "swap" and after[:1].isalpha():
            changed = before + after[0] + letter + after[1:]
        else:
            changed = {"drop": before + after, "add": before + letter + other + after}.get(slip, before + other + after)
        if changed != name:
            return changed


def wrongly(generation: Generation, file: Path) -> str:
    unknown: set[str] = set()
    read: Counter[str] = Counter()
    with file.open(encoding="utf-8") as rows:
        texts = [json.loads(row)["text"][:LONGEST] for row in rows]
    for text in texts[:: max(1, len(texts) // MOST_TEXTS)]:
        words = {term.text for term in terms(text) if term.text.isalpha() and len(term.text) >= 4}
        unknown |= {word for word in words if not passages_with(generation.database, word)}
        read.update(
            f"{one.typed} as {one.read}"
            for one in corrections(generation.database, text, generation.named(text), words_of(generation))
        )
    shown = "; ".join(sorted(read)[:40])
    name = "/".join(file.parts[-2:])
    return (
        f"{name}: {len(read)} of {len(unknown)} unknown words read as another ({len(read) / len(unknown):.4f}) {shown}"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(argument) for argument in sys.argv[2:]])
