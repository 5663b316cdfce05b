"""Links in the folder of the results: nothing outside of it is written or changed."""

import os
from pathlib import Path

import pytest

from .conftest import SET, Quizgen, call, everything

# What is planted in OUT, by its path there, and where it leads from OUT's parent.
PLANTED = {
    "the handouts": ("handouts", "elsewhere"),
    "the keys": ("answer_keys", "elsewhere"),
    "the handouts, by a path that goes up": ("handouts", "out/../elsewhere"),
    "the handouts, to nowhere": ("handouts", "nowhere"),
    "the keys, in a circle": ("answer_keys", "out/answer_keys"),
    "the handouts, to a file": ("handouts", "private.txt"),
    "a page": ("handouts/harmless-s1.html", "private.txt"),
    "a page, to nowhere": ("handouts/harmless-s1.html", "nowhere"),
    "a page, to a folder": ("handouts/harmless-s1.html", "elsewhere"),
    "a form": ("handouts/harmless-s1.csv", "private.txt"),
    "a key": ("answer_keys/harmless-s1.json", "private.txt"),
    "a key, in a circle": ("answer_keys/harmless-s1.json", "out/answer_keys/harmless-s1.json"),
    "the secret": ("answer_keys/secret.key", "private.txt"),
    "the secret, to nowhere": ("answer_keys/secret.key", "nowhere"),
    "the secret, to a folder": ("answer_keys/secret.key", "elsewhere"),
    "the scores": ("scores.csv", "private.txt"),
    "the scores, to nowhere": ("scores.csv", "nowhere"),
    "the rejected rows": ("rejected.csv", "private.txt"),
    "the decisions": ("manual.csv", "private.txt"),
    "the report": ("report.html", "private.txt"),
    "the feedback": ("feedback", "elsewhere"),
    "the feedback, to nowhere": ("feedback", "nowhere"),
    "a page of feedback": ("feedback/s1.html", "private.txt"),
    "a page of feedback, to nowhere": ("feedback/s1.html", "nowhere"),
}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of keys and forms that nobody has touched."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "harmless.toml").write_text(SET)
    (folder / "roster.csv").write_text("student\ns1\n")
    words = ("--roster", folder / "roster.csv", "--format", "", "--out", folder)
    assert call("make", folder / "harmless.toml", "--seed", 7, *words).exit_code == 0
    return folder


@pytest.mark.parametrize("why", PLANTED)
def test_no_link_in_the_folder_is_followed_out_of_it(
    here: Path, quizgen: Quizgen, own: Path, why: str
) -> None:
    planted, leads = PLANTED[why]
    (here / "roster.csv").write_text("student\ns1\n")
    (here / "elsewhere").mkdir()
    (here / "elsewhere" / "theirs.txt").write_text("theirs")
    link = here / "out" / planted
    link.parent.mkdir(parents=True)
    link.symlink_to(here / leads)
    words = ("--roster", here / "roster.csv", "--format", "html", "--jobs", 1)
    found = []
    for force in ((), ("--force",)):
        call_of_it = ("make", here / "harmless.toml", "--seed", 7, "--out", here / "out")
        quizgen(*call_of_it, *words, *force)
        found.append(everything(here))
    answers = own / "handouts" / "harmless-s1.csv"
    if not planted.startswith(("handouts", "answer_keys")):  # make's own, as grade has its own
        quizgen("grade", answers, "--keys", own / "answer_keys", "--out", here / "out")
    for after in (*found, everything(here)):
        assert after["private.txt"] == b"PRIVATE-PRIVATE"
        assert {name for name in after if name.startswith("elsewhere")} == {
            "elsewhere/theirs.txt"
        }
        assert not os.path.lexists(here / "nowhere")
        assert {name.split("/")[0] for name in after} <= {
            *("harmless.toml", "private.txt", "roster.csv", "elsewhere", "out"),
        }
