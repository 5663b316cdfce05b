"""The folder of templates that a call names, tried before any page is made with it."""

from pathlib import Path

from quizgen.render.theme import PLAIN, Theme, read_theme


def tried_theme(folder: Path | None) -> Theme:
    """Return the folder's files, or none; raise QuizgenError where they don't do."""
    if folder is None:
        return PLAIN
    from quizgen.render.trial import try_theme  # late: it loads the typesetter

    theme = read_theme(folder)
    try_theme(theme)
    return theme
