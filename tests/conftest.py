"""A sheet that asks for gradients alone, so that what comes before them is not asked."""

import pytest

GRADIENTS = """title = "Gradients"
[rounding]
decimals = 5
[networks.net]
inputs = 2
hidden = [3]
outputs = 1
[[problems]]
kind = "backward-vector"
"""


@pytest.fixture(scope="session")
def gradients(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("set") / "gradients.toml"
    path.write_text(GRADIENTS)
    return str(path)
