"""`quizgen check`: the variants that make draws, judged; what it writes; its statuses."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quizgen import workflows
from quizgen.cli import main
from quizgen.errors import QuizgenError
from quizgen.reports.quality import quality_json, verdict
from quizgen.reports.quality.figures import Timing
from quizgen.sampling.sets import built_in, read_set
from quizgen.sampling.survey import Surveyed, survey
from quizgen.workflows import checking
from quizgen.workflows.making import variants
from quizgen.workflows.variant import Job, solve_variant

SET = """title = "One small network"
[rounding]
decimals = 3
[networks.net]
{numbers}
activations = "tanh"
loss = "half_squared_error"
[[problems]]
kind = "forward"
[[problems]]
kind = "backward-vector"
"""
DRAWN = "inputs = 2\nhidden = [2]\noutputs = 1"
DEAD = "input = [0, 1]\ntarget = 3\nalpha = [[0, 1, 2], [0, 1, 2]]\nbeta = [[0, 1, 2]]"


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(SET.format(numbers=DRAWN), encoding="utf-8")
    return path


def check(*words: object) -> Result:
    result = CliRunner().invoke(main, ["check", *map(str, words)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_it_draws_the_variants_that_make_draws() -> None:
    the_set = read_set("backprop-two-layer")
    wanted = tuple(variants(the_set, 3, 3, None))
    for variant, outcome in zip(
        wanted, checking.draw(checking.Job(the_set, wanted, True)), strict=True
    ):
        key = solve_variant(Job(the_set, variant, None, ()))[2]
        (surveyed,) = outcome.drawn
        asked = {
            f"{blank.quantity}[{','.join(map(str, blank.index))}]".replace("[]", ""): blank
            for blank in key.blanks
            if blank.quantity
        }
        assert {*surveyed.values} == {*asked}
        for name, value in surveyed.values.items():
            assert value == pytest.approx(float(asked[name].value), rel=1e-11)  # type: ignore[arg-type]


def test_the_figures_are_the_same_for_any_number_of_processes(
    drawn: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "AT_ONCE", 2)
    found = [
        replace(
            workflows.check(str(drawn), count=9, processes=processes).quality,
            timing=Timing(0, 0, 0),
        )
        for processes in (1, 2)
    ]
    assert quality_json(found[0]) == quality_json(found[1])


def test_a_fair_set_is_status_0(drawn: Path) -> None:
    result = check(drawn, "--variants", 8)
    assert result.exit_code == 0, result.output
    head, empty, verdict, *_ = result.stdout.splitlines()
    assert (head, empty) == ("small: 8 variants of seed 0", "")
    assert verdict.startswith("Fair: all 8 variants meet every condition, every mistake")
    assert result.stderr == ""


def test_drawn_without_conditions_it_is_status_1(drawn: Path) -> None:
    result = check(drawn, "--variants", 20, "--no-conditions")
    assert result.exit_code == 1
    assert "Not fair, as drawn without conditions:" in result.stdout
    assert 'break "nothing trivial" of net' in " ".join(result.stdout.split())


def test_given_numbers_are_reported_on(tmp_path: Path) -> None:
    path = tmp_path / "given.toml"
    path.write_text(SET.format(numbers=DEAD), encoding="utf-8")
    result = check(path, "--json")
    data = json.loads(result.stdout)
    assert (result.exit_code, data["fair"], data["variants"], data["seed"]) == (
        1,
        False,
        1,
        None,
    )
    conditions = data["subjects"][0]["conditions"]
    broken = {one["name"] for one in conditions if one["broken_on"] == ["original"]}
    assert {"nothing zero", "nothing trivial", "no ties"} <= broken
    assert data["hidden_on"] == ["original"]  # an input of 0 hides what is left out of it


def test_the_original_is_looked_at_and_not_refused() -> None:
    result = check("--original")
    assert result.exit_code == 1
    assert result.stdout.startswith("recitation5: 1 variant, every number given\n")


def test_a_report_is_written_and_replaced_and_nothing_else_is(
    drawn: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    for seed in (1, 2):
        result = check(drawn, "--variants", 5, "--out", out, "--seed", seed)
        assert result.exit_code == 0
        assert result.stdout.splitlines()[-1] == f"{out}/small-check.html"
        assert [path.name for path in out.iterdir()] == ["small-check.html"]
        assert f"of seed {seed}" in (out / "small-check.html").read_text(encoding="utf-8")


def test_json_is_all_that_is_printed(drawn: Path, tmp_path: Path) -> None:
    result = check(drawn, "--variants", 5, "--json", "--out", tmp_path)
    data = json.loads(result.stdout)
    assert (data["format"], data["version"], data["set"]) == ("quizgen-check", 1, "small")
    assert (tmp_path / "small-check.html").is_file()


def test_quiet_prints_nothing(drawn: Path) -> None:
    result = check(drawn, "--variants", 5, "--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_no_name_reaches_the_page_as_it_comes(tmp_path: Path) -> None:
    path = tmp_path / "a<i>.toml"
    path.write_text(SET.format(numbers=DRAWN), encoding="utf-8")
    result = check(path, "--variants", 5, "--out", tmp_path / "out")
    assert result.stdout.startswith("a<i>: 5 variants of seed 0\n")
    (report,) = (tmp_path / "out").iterdir()
    assert "<i>" not in report.read_text(encoding="utf-8")


def test_no_name_gives_a_terminal_orders(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m.toml"
    path.write_text(SET.format(numbers=DRAWN), encoding="utf-8")
    result = check(path, "--variants", 5)
    assert result.exit_code == 2
    assert "\x1b" not in result.output
    assert "a\\x1b[31m.toml" in result.output


BAD = ["", "title = 3\n", "[networks]\n", "\0", SET.format(numbers="inputs = 2")]


@pytest.mark.parametrize("text", BAD)
def test_a_bad_set_is_status_2(text: str, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(text)
    result = check(tmp_path / "bad.toml", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert all("bad.toml" in line for line in result.stderr.splitlines())
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_is_status_2(drawn: Path) -> None:
    result = check(drawn, "--variants", 5, "--out", drawn)
    assert result.exit_code == 2
    assert result.stderr == f"quizgen: {drawn}: is a file, expected a folder to write into\n"


def fails_on(monkeypatch: pytest.MonkeyPatch, names: set[str] | None) -> None:
    """Let the variants of these names fail, or all."""

    def failing(
        the_set: object, key: tuple[str, ...], conditions: bool
    ) -> tuple[Surveyed, ...]:
        if names is None or key[1] in names:
            raise QuizgenError("no numbers found", "a second line")
        return survey(the_set, key, conditions)  # type: ignore[arg-type]

    monkeypatch.setattr(checking, "survey", failing)


def test_a_variant_that_cannot_be_drawn_is_named(
    drawn: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails_on(monkeypatch, {"seed0-0002"})
    result = check(drawn, "--variants", 6)
    assert result.exit_code == 1
    said = " ".join(result.stdout.split())
    assert "1 of 6 variants could not be drawn; seed0-0002: no numbers found" in said


def test_where_nothing_can_be_drawn_it_stops_early(
    drawn: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails_on(monkeypatch, None)
    result = check(drawn, "--variants", 500, "--json")
    data = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (data["variants"], data["drawn"], data["stopped"]) == (5, 0, True)
    assert data["subjects"] == []
    assert "no more were tried" in data["reasons"][0]


@pytest.mark.parametrize("name", built_in())
def test_every_built_in_set_is_fair(name: str) -> None:
    found = workflows.check(name, seed=1, count=4, processes=1).quality
    assert verdict(found).fair, verdict(found).reasons


@pytest.mark.trial
@pytest.mark.parametrize("name", built_in())
def test_every_built_in_set_is_fair_to_a_large_class(name: str) -> None:
    found = workflows.check(name, seed=2, count=1000, processes=1).quality
    assert verdict(found).fair, verdict(found).reasons
    assert found.in_common.most_share <= 0.6
