from index.generation import Generation
from index.outline import Start, outline, sections, starts


def begin(*paths: tuple[str, ...]) -> list[Start]:
    return [Start(f"{'0' * 16}-{number}-{number + 1}", path, number, "") for number, path in enumerate(paths)]


def listed(*paths: tuple[str, ...]) -> list[tuple[str, int, int]]:
    """Each section's heading, how deep it stands, and its passages."""
    return [(one.path[-1], one.depth, one.passages) for one in sections(begin(*paths))]


def test_sections_stand_in_reading_order_each_with_the_passages_in_it_and_below() -> None:
    found = listed(("Air",), ("Air", "Dust"), ("Air", "Dust"), ("Sea",))
    assert found == [("Air", 1, 3), ("Dust", 2, 2), ("Sea", 1, 1)]


def test_a_section_that_begins_with_one_below_it_is_listed_all_the_same() -> None:
    assert listed(("Air", "Dust", "Storms")) == [("Air", 1, 1), ("Dust", 2, 1), ("Storms", 3, 1)]


def test_a_heading_that_comes_again_later_is_a_section_of_its_own() -> None:
    assert listed(("Japan", "Measures"), ("Korea", "Measures"), ("Japan",)) == [
        ("Japan", 1, 1),
        ("Measures", 2, 1),
        ("Korea", 1, 1),
        ("Measures", 2, 1),
        ("Japan", 1, 1),
    ]


def test_passages_before_the_first_heading_are_in_no_section() -> None:
    assert listed((), ("Air",)) == [("Air", 1, 1)]


def test_a_section_leads_to_its_first_passage(generation: Generation) -> None:
    for (id,) in generation.database.execute("SELECT id FROM documents").fetchall():
        known = {one.passage for one in starts(generation, id)}
        assert all(section.passage in known for section in outline(generation, id))
