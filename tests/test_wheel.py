"""The built wheel, unpacked elsewhere, does what the source tree does."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAKE = ["make", "--seed", "7", "--format", "html", "--quiet", "--out"]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = f"from hatchling.build import build_wheel; print(build_wheel({str(folder)!r}))"
    done = subprocess.run(
        [sys.executable, "-c", build], cwd=ROOT, capture_output=True, text=True, check=True
    )
    with zipfile.ZipFile(folder / done.stdout.split()[-1]) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def run(path: Path, *args: str, cwd: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(path)}
    shown = subprocess.run(
        [sys.executable, "-c", "import quizgen; print(quizgen.__file__)"],
        cwd=cwd, env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert Path(shown.stdout.strip()).is_relative_to(path)
    subprocess.run([sys.executable, "-m", "quizgen.cli", *args], cwd=cwd, env=env, check=True)


def test_wheel_holds_templates_fonts_and_sets(unpacked: Path) -> None:
    package = unpacked / "quizgen"
    assert (package / "sets" / "recitation5.toml").is_file()
    assert (package / "sets" / "schema.json").is_file()
    assert (package / "sets" / "start" / "set.toml").is_file()
    assert (package / "templates" / "page.html.j2").is_file()
    assert list((package / "templates" / "fonts").glob("*.woff2"))


def test_wheel_makes_the_same_files_as_the_source(unpacked: Path, tmp_path: Path) -> None:
    run(unpacked, *MAKE, str(tmp_path / "wheel"), cwd=tmp_path)
    run(ROOT, *MAKE, str(tmp_path / "source"), cwd=tmp_path)
    made = [p.relative_to(tmp_path / "wheel") for p in (tmp_path / "wheel").rglob("*.*")]
    assert len(made) == 4
    for path in made:
        assert (tmp_path / "wheel" / path).read_bytes() == (
            tmp_path / "source" / path
        ).read_bytes()
