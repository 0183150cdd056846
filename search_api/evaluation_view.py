"""How an evaluation looks on a terminal; plain lines with tabs where there is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from index.evaluation.comparison import Change, Comparison
from index.evaluation.gate import in_words
from index.evaluation.outcomes import ALL, Evaluation, Outcome
from search_api.evaluating import Report
from search_api.terminal import print_rows

_MOST_SHOWN = 30
"""Failures that are told one by one; --json has all."""


def print_report(console: Console, report: Report) -> None:
    """Failures with their diagnoses, then the means by language, the comparison and the limits."""
    _print_failures(console, report.evaluation)
    _print_means(console, report.evaluation)
    if report.comparison:
        _print_comparison(console, report.comparison)
    for shortfall in report.shortfalls:
        console.print(Text(f"Below its limit: {in_words(shortfall)}.", style="bold red"), soft_wrap=True)


def _print_failures(console: Console, evaluation: Evaluation) -> None:
    failures = [outcome for outcome in evaluation.outcomes if outcome.diagnosis]
    for outcome in failures[:_MOST_SHOWN]:
        _print_failure(console, outcome)
    if len(failures) > _MOST_SHOWN:
        console.print(Text(f"... and {len(failures) - _MOST_SHOWN} more; --json names them all.", style="dim"))
    causes = Counter(_cause(outcome) for outcome in failures)
    if causes:
        console.print()
        print_rows(console, ("questions", "not answered first because"), [(str(n), c) for c, n in causes.most_common()])
        console.print()


def _print_failure(console: Console, outcome: Outcome) -> None:
    words = outcome.diagnosis.words if outcome.diagnosis else ""
    if not console.is_terminal:
        print("\t".join([outcome.id, outcome.language, _cause(outcome), words]), file=console.file)
        return
    console.print(Text.assemble((f"{outcome.id}  ", "bold"), (_cause(outcome), "bold red")))
    for text, style in ((outcome.question.strip(), ""), (words, "dim")):
        console.print(Padding(Text(text, style=style), (0, 0, 0, 4)))


def _cause(outcome: Outcome) -> str:
    """`outranked by words`."""
    diagnosis = outcome.diagnosis
    if diagnosis is None:
        return ""
    return f"{diagnosis.cause} by {diagnosis.signal}" if diagnosis.signal else str(diagnosis.cause)


def _print_means(console: Console, evaluation: Evaluation) -> None:
    measures = list(dict.fromkeys(score.measure for score in evaluation.scores))
    means = {(score.language, score.measure): f"{score.mean:.3f}" for score in evaluation.scores}
    asked = Counter(outcome.language for outcome in evaluation.outcomes)
    asked[ALL] = len(evaluation.outcomes)
    languages = dict.fromkeys(score.language for score in evaluation.scores)
    rows = [
        (language, str(asked[language]), *(means.get((language, measure), "-") for measure in measures))
        for language in languages
    ]
    print_rows(console, ("language", "questions", *measures), rows)
    console.print(Text(f"{evaluation.questions}, {evaluation.mode}, generation {evaluation.generation}", style="dim"))


def _print_comparison(console: Console, comparison: Comparison) -> None:
    console.print()
    columns = ("language", "measure", "questions", "before", "after", "change", "won", "lost", "p")
    rows = [
        (
            one.language,
            one.measure,
            str(one.questions),
            f"{one.before:.3f}",
            f"{one.after:.3f}",
            f"{one.after - one.before:+.3f}",
            str(one.won),
            str(one.lost),
            f"{one.p:.4f}",
        )
        for one in comparison.differences
    ]
    print_rows(console, columns, rows)
    _print_changes(console, "won", [change for change in comparison.changes if change.after > change.before])
    _print_changes(console, "lost", [change for change in comparison.changes if change.after < change.before])
    alone = f"; {comparison.alone} questions stand in one of them only" if comparison.alone else ""
    console.print(Text(f"before: {comparison.before}; after: {comparison.after}{alone}", style="dim"), soft_wrap=True)


def _print_changes(console: Console, side: str, changes: Sequence[Change]) -> None:
    shown = [f"{one.id} ({one.before:.2f} to {one.after:.2f})" for one in changes[:_MOST_SHOWN]]
    more = [f"and {len(changes) - _MOST_SHOWN} more"] if len(changes) > _MOST_SHOWN else []
    if changes:
        console.print(
            Text.assemble((f"{side}: ", "bold"), ", ".join([*shown, *more])), soft_wrap=not console.is_terminal
        )
