"""The answer key: what a sheet asked, what is right, and all that grading needs."""

from quizgen.keys.key import Answer, Key
from quizgen.keys.reading import read_key
from quizgen.keys.writing import key_json, solve_problem, table_json

__all__ = ["Answer", "Key", "key_json", "read_key", "solve_problem", "table_json"]
