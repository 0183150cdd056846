"""`sdgsearch vocabulary`: what a curator sees."""

import io
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from corpus.vocabulary import LANGUAGES
from index.suggestions import Context, Suggestion
from search_api.cli import app
from search_api.terminal import print_suggestions


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the vocabulary of the package."""
    for file in files("corpus").iterdir():
        if file.name.endswith((".toml", ".json", ".txt")):
            shutil.copy(str(file), tmp_path)
    return tmp_path


def test_a_sound_vocabulary_is_counted() -> None:
    ran = CliRunner().invoke(app, ["vocabulary", "check"])
    assert (ran.exit_code, ran.output.endswith(" entries, nothing wrong.\n")) == (0, True)


def test_every_problem_is_a_line_and_the_exit_code_is_one(folder: Path) -> None:
    with (folder / "forums.toml").open("a", encoding="utf-8") as file:
        names = "".join(f'names.{language} = ["New Forum {language}"]\n' for language in LANGUAGES)
        file.write(f'\n["forum:new"]\nlabel = "New"\n{names}sdgs = ["sdg:18"]\n')
    ran = CliRunner().invoke(app, ["vocabulary", "check", str(folder)])
    assert ran.exit_code == 1
    assert ran.output.splitlines() == [
        "forums.toml: forum:new: sdgs: there is no goal or target 'sdg:18'; mend its code",
        "ids.txt: forum:new: this id is new; add a line with it",
        "2 to put right.",
    ]


def test_a_suggestion_is_shown_with_its_counts_expansions_and_contexts() -> None:
    context = Context("0" * 16, "report.pdf", 7, f"{'0' * 16}-0-90", "the Blue Sky Network (BSN) met")
    one = Suggestion("BSN", {"Blue Sky Network": 2}, True, "", 5, ("0" * 16,), (context,))
    out = io.StringIO()
    print_suggestions(Console(file=out, width=100), [one])
    assert out.getvalue().splitlines() == [
        "BSN  5 uses in 1 report, a name",
        "    Blue Sky Network (2)",
        "    report.pdf, p. 7: the Blue Sky Network (BSN) met",
        "1 acronym that the vocabulary lacks.",
    ]
