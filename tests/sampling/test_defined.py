"""Numbers at which a step is not defined: drawn anew without conditions, told where given."""

import pytest

from quizgen.errors import QuizgenError
from quizgen.sampling.network_file import read_networks
from quizgen.sampling.sets import read_set
from quizgen.sampling.survey import survey
from quizgen.workflows.solving import solution

STILL = """alpha = [[0, 1, 1]]
input = [1, 2]
target = 3
optimizer = {name = "adam"}
"""


def test_plain_draws_leave_out_what_is_not_defined():
    """Adam divides by the root of a squared gradient, which plain draws make 0."""
    the_set = read_set("gradient-descent")
    for number in range(40):
        found = survey(the_set, ("variant", f"n{number}", "0"), conditions=False)
        assert all(one.tried == 1 or one.values for one in found)


def test_given_numbers_at_which_a_step_is_not_defined_are_told(tmp_path):
    file = tmp_path / "still.toml"
    file.write_text(STILL)
    with pytest.raises(QuizgenError, match="divide by 0"):
        solution(str(file), read_networks(file))
    the_set = tmp_path / "set.toml"
    network = "\n".join(["[networks.net]", STILL])
    the_set.write_text(f'title = "s"\n{network}\n[[problems]]\nkind = "update-step"\n')
    with pytest.raises(QuizgenError, match=r"networks\.net: .* divide by 0"):
        survey(read_set(str(the_set)), ("variant", "a", "0"))
