"""One row of the table that `make bench` prints: each script prints its own, and the table's head stands above."""

from __future__ import annotations


def row(what: str, measured: float, asked: float, *, at_least: bool = False, form: str = ".3f") -> str:
    """Markdown: what was measured, what is asked, and whether that is reached."""
    reached = measured >= asked if at_least else measured <= asked
    sign = ">=" if at_least else "<="
    return f"| {what} | {measured:{form}} | {sign} {asked:g} | {'reached' if reached else 'not reached'} |"
