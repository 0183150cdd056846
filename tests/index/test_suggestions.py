"""Which defined acronyms are proposed to the curator of the vocabulary, and which are not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.vocabulary import Entity, Vocabulary
from index.generation import Generation
from index.suggestions import Suggestion, suggestions
from ingest.assembly import Draft, Piece, assemble
from ingest.document import Kind, Page, Passage, Span
from ingest.outcomes import Ingested

VOCABULARY = Vocabulary(
    [
        Entity("mechanism:eanet", "mechanism", "EANET", {"en": ("Acid Network",)}, acronyms=("EANET",)),
        Entity("topic:pm", "topic", "Particulate matter", {"en": ("particulate matter",)}),
    ]
)


@dataclass(frozen=True)
class Asked:
    """Writes reports with these texts, and asks what is new in them."""

    folder: Path
    write_generation: Callable[[Path, Sequence[Ingested]], Generation]
    ingested: Callable[..., Ingested]

    def __call__(self, *texts: str) -> list[Suggestion]:
        reports = [self._report(number, text) for number, text in enumerate(texts)]
        return suggestions(self.write_generation(self.folder / "generation", reports), VOCABULARY)

    def _report(self, number: int, text: str) -> Ingested:
        id = f"{number:016x}"
        document = assemble([Draft(Kind.PARAGRAPH, [Piece(text)])], format="text", pages=[Page(1, "1")])
        passage = Passage(id, Span(0, len(text)), text, Kind.PARAGRAPH, "en", (), 1, 1)
        return self.ingested(document, id, [passage], [[]])


@pytest.fixture
def asked(
    tmp_path: Path,
    write_generation: Callable[[Path, Sequence[Ingested]], Generation],
    ingested: Callable[..., Ingested],
) -> Asked:
    return Asked(tmp_path, write_generation, ingested)


def test_an_acronym_that_the_vocabulary_lacks_comes_with_expansion_count_report_and_context(asked: Asked) -> None:
    [found] = asked("The Blue Sky Network (BSN) met in May. The BSN is new; many BSNs are not.")
    assert (found.acronym, found.expansions, found.is_name, found.uses) == ("BSN", {"Blue Sky Network": 1}, True, 3)
    assert found.documents == ("0" * 16,)
    assert (found.contexts[0].page, found.contexts[0].source) == (1, f"{'0' * 16}.txt")
    assert "The Blue Sky Network (BSN) met in May." in found.contexts[0].text


def test_those_used_most_often_come_first(asked: Asked) -> None:
    found = asked("One Small Thing (OST).", "Two Big Things (TBT) and TBT again.", "Two Big Things (TBT).")
    assert [(one.acronym, one.uses, len(one.documents)) for one in found] == [("TBT", 3, 2), ("OST", 1, 1)]


def test_what_the_vocabulary_has_is_not_proposed_however_its_meetings_are_numbered(asked: Asked) -> None:
    assert asked("East Asia Network (EANET), Eastern Asian Networks (EANETs), Exalted Asian Network (EANET-3).") == []


def test_an_expansion_that_is_a_name_of_an_entity_says_of_which(asked: Asked) -> None:
    [found] = asked("We measured particulate matter (PM).")
    assert (found.entity, found.is_name) == ("topic:pm", False)


@pytest.mark.parametrize(
    "text",
    [
        "nitrogen oxide (NO) and carbon monoxide (CO)",
        "a million tonnes (MT) of coal",
        "paid in United States dollars (USD)",
        "each session number of delegates (EUR)",
        "by methane (CH)",
        "in Ulaanbaatar (UB)",
        "the Sustainable Development Goals (SDGs)",
    ],
)
def test_units_formulas_and_chance_are_left_out(asked: Asked, text: str) -> None:
    assert asked(text) == []
