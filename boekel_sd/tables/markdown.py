"""Markdown tables."""

from collections.abc import Iterable


def page(title: str, intro: str, columns: Iterable[str], rows: Iterable[Iterable]) -> str:
    """A page with one table."""
    return "\n".join([f"# {title}", "", intro, "", *table(columns, rows)]) + "\n"


def table(columns: Iterable[str], rows: Iterable[Iterable]) -> list[str]:
    columns = list(columns)
    return [line(columns), line("---" for _ in columns), *(line(row) for row in rows)]


def line(cells: Iterable) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
