"""What `sdgsearch vocabulary check` finds, and that it finds nothing in the vocabulary that comes with the package."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from corpus.vocabulary import DATA_FILES, LANGUAGES, Entity
from corpus.vocabulary_check import required_languages, vocabulary_problems


def names(name: str) -> str:
    """The `names` lines of an entry in every language, this name the English one."""
    return "\n".join([f'names.en = ["{name}"]', *(f'names.{code} = ["{name}, {code}"]' for code in LANGUAGES[1:])])


GOAL = "".join(f'"{language}": ["goal {language}"], ' for language in LANGUAGES)[:-2]
FILES = {
    "sdgs.json": f'{{"entities": {{"sdg:13": {{"label": "Climate action", "names": {{{GOAL}}}}}}}}}',
    "mechanisms.toml": f'["mechanism:a"]\nlabel = "AA"\nacronyms = ["AA"]\n{names("Alpha Accord")}\n',
    "ids.txt": "# ids\nsdg:13\nmechanism:a\n",
    "retired.toml": "",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small vocabulary with nothing wrong, for a test to spoil."""
    for name in (*DATA_FILES.values(), *FILES):
        (tmp_path / name).write_text(FILES.get(name, ""), encoding="utf-8")
    return tmp_path


def add(folder: Path, name: str, text: str) -> None:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(text)


def forum(key: str, *lines: str, name: str = "Some Forum") -> str:
    return "\n".join([f'["forum:{key}"]', f'label = "{key}"', names(name), *lines, ""])


def test_the_vocabulary_of_the_package_has_no_problems() -> None:
    assert vocabulary_problems() == []


def test_a_sound_vocabulary_has_no_problems(folder: Path) -> None:
    assert vocabulary_problems(folder) == []


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (['acronyms = ["AA"]'], "forums.toml: forum:x: names: 'AA' is a name of mechanism:a too; keep it in one"),
        (['acronyms = ["aa"]'], "forum:x: names: 'aa' is a name of mechanism:a too"),
        (['shared = ["BB"]'], "forum:x: shared: 'BB' is none of its names; add it there or take it out of shared"),
        (['acronyms = ["B"]', 'negatives = ["b"]'], "forum:x: negatives: 'b' is one of its own names"),
        (['misspellings = ["Some Forum"]'], "forum:x: misspellings: 'Some Forum' is shown as a right form"),
        (['series = ["Other#"]'], "forum:x: series: 'Other#' holds none of its names; write one and # for"),
        (['members = ["MN"]'], "forum:x: members: there is no country:MN; mend the code or add the country"),
        (['parents = ["forum:y"]'], "forum:x: parents: there is no 'forum:y'; mend its spelling or add it"),
        (['parents = ["forum:x"]'], "forum:x: parents: they lead back to forum:x itself"),
        (['sdgs = ["sdg:13.9"]'], "forum:x: sdgs: there is no goal or target 'sdg:13.9'; mend its code"),
        (['sdgs = ["mechanism:a"]'], "forum:x: sdgs: there is no goal or target 'mechanism:a'"),
        (['series = ["no number"]'], "forum:x: series.0 = 'no number': it is not written as it should be"),
        ([], "ids.txt: forum:x: this id is new; add a line with it"),
    ],
)
def test_what_is_wrong_with_an_entry_is_told_with_file_id_field_and_remedy(
    folder: Path, lines: list[str], told: str
) -> None:
    add(folder, "forums.toml", forum("x", *lines))
    assert told in "\n".join(vocabulary_problems(folder))


@pytest.mark.parametrize("kind", ["mechanism", "agreement", "forum", "programme", "organization"])
@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_body_or_agreement_without_a_name_in_one_of_the_six_languages_is_told(
    folder: Path, kind: str, language: str
) -> None:
    entry = re.sub(rf"^names\.{language} .*\n", "", forum("x"), flags=re.MULTILINE)
    add(folder, DATA_FILES[kind], entry.replace("forum:", f"{kind}:"))
    add(folder, "ids.txt", f"{kind}:x\n")
    told = f"{DATA_FILES[kind]}: {kind}:x: names.{language}: it must be there; add the name in use in that language"
    assert vocabulary_problems(folder) == [told]


def test_a_name_may_be_on_several_entries_where_all_but_one_share_it(folder: Path) -> None:
    add(folder, "ids.txt", "forum:x\nforum:y\n")
    add(folder, "forums.toml", forum("x", 'acronyms = ["AA"]', 'shared = ["AA"]'))
    add(folder, "forums.toml", forum("y", 'acronyms = ["AA"]', 'shared = ["AA"]', name="Other Forum"))
    assert vocabulary_problems(folder) == []


def test_an_id_that_is_gone_must_name_its_successor(folder: Path) -> None:
    add(folder, "ids.txt", "forum:old\n")
    [problem] = vocabulary_problems(folder)
    assert problem.startswith('retired.toml: forum:old: this id is gone; put it back, or add the line "forum:old" =')
    add(folder, "retired.toml", '"forum:old" = "mechanism:a"\n')
    assert vocabulary_problems(folder) == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('"mechanism:a" = "sdg:13"', "retired.toml: mechanism:a: this id is in use; take the line out"),
        ('"forum:old" = "forum:gone"', "retired.toml: forum:old: there is no 'forum:gone' to take its place"),
    ],
)
def test_a_retired_id_is_out_of_use_and_its_successor_in_use(folder: Path, line: str, told: str) -> None:
    add(folder, "retired.toml", line)
    assert told in "\n".join(vocabulary_problems(folder))


def test_a_missing_list_of_ids_is_reported(folder: Path) -> None:
    (folder / "ids.txt").unlink()
    assert "ids.txt, retired.toml: they cannot be read" in "\n".join(vocabulary_problems(folder))


def test_the_example_of_the_handbook_is_told_its_three_mistakes_and_then_passes(tmp_path: Path) -> None:
    handbook = (Path(__file__).parents[2] / "docs" / "vocabulary.md").read_text(encoding="utf-8")
    entry, korean, id, *_ = re.findall(r"^```(?:toml)?\n(.+?)^```$", handbook, re.MULTILINE | re.DOTALL)
    told = re.findall(r"^    ((?:forums|ids)\..+)$", handbook, re.MULTILINE)
    for file in files("corpus").iterdir():
        if file.name in {*DATA_FILES.values(), "ids.txt", "retired.toml"}:
            (tmp_path / file.name).write_bytes(file.read_bytes())
    add(tmp_path, "forums.toml", f"\n{entry}")
    assert vocabulary_problems(tmp_path) == told
    add(tmp_path, "forums.toml", korean)
    add(tmp_path, "ids.txt", id)
    forums = tmp_path / "forums.toml"
    forums.write_text(forums.read_text(encoding="utf-8").replace("trilateral-sumit", "trilateral-summit"), "utf-8")
    assert vocabulary_problems(tmp_path) == []


@pytest.mark.parametrize(
    ("id", "languages"),
    [
        ("sdg:13", "en zh ja ko ru mn"),
        ("sdg:13.1", "en zh ja ko ru"),
        ("sdg:13.1.1", "en zh ja ko ru"),
        ("topic:x", "en zh ja ko ru mn"),
        ("programme:x", "en zh ja ko ru mn"),
        ("organization:x", "en zh ja ko ru mn"),
    ],
)
def test_a_kind_says_which_languages_a_name_is_needed_in(id: str, languages: str) -> None:
    entity = Entity(id=id, kind=id.partition(":")[0], label="x")
    assert required_languages(entity) == set(languages.split())
