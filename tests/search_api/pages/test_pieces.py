from hypothesis import given
from hypothesis import strategies as st

from search_api import schemas
from search_api.pages.marking import pieces


def passage(text: str, highlights: list[tuple[int, int]], sentence: tuple[int, int] | None) -> schemas.PassageOut:
    return schemas.PassageOut.model_construct(text=text, highlights=highlights, sentence=sentence, entities=[])


@st.composite
def marked(draw: st.DrawFn) -> schemas.PassageOut:
    text = draw(st.text(max_size=60))
    places = st.integers(0, len(text))
    spans = st.tuples(places, places).map(lambda pair: (min(pair), max(pair)))
    return passage(text, draw(st.lists(spans, max_size=5)), draw(st.none() | spans))


@given(marked())
def test_the_pieces_together_are_the_passage_verbatim(one: schemas.PassageOut) -> None:
    assert "".join(piece.text for piece in pieces(one)) == one.text


@given(marked())
def test_each_character_is_highlighted_just_where_a_span_holds_it(one: schemas.PassageOut) -> None:
    marks = [piece.highlighted for piece in pieces(one) for _ in piece.text]
    assert marks == [any(a <= place < b for a, b in one.highlights) for place in range(len(one.text))]


def test_a_word_in_the_sentence_that_answers_is_marked_as_both() -> None:
    found = pieces(passage("Peat is wet. Fire.", [(0, 4)], (0, 12)))
    assert [(one.text, one.highlighted, one.in_sentence) for one in found] == [
        ("Peat", True, True),
        (" is wet.", False, True),
        (" Fire.", False, False),
    ]
