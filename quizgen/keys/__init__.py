"""The answer key: what a sheet asked, what is right, and all that grading needs."""

from quizgen.keys.files import AT_HAND, KeyFiles, Keys
from quizgen.keys.key import Answer, Key
from quizgen.keys.policy import Late, Policy
from quizgen.keys.reading import read_key
from quizgen.keys.solving import solve_problem
from quizgen.keys.writing import expression_json, key_json, model_json, network_json

__all__ = [
    "AT_HAND",
    "Answer",
    "Key",
    "KeyFiles",
    "Keys",
    "Late",
    "Policy",
    "expression_json",
    "key_json",
    "model_json",
    "network_json",
    "read_key",
    "solve_problem",
]
