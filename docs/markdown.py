"""Tables of Markdown, for the pages that are made."""

MADE = "<!-- made by `make docs`: change the code, not this page -->\n"


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    safe = [[cell.replace("|", r"\|").replace("\n", " ") for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in safe) + "\n"


def code(text: str) -> str:
    """Return what a student typed, as code that Markdown leaves alone."""
    if not text.strip():
        return "(empty)"
    return f"`` {text} ``" if "`" in text else f"`{text}`"
