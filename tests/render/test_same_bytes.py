"""The same document is the same bytes, wherever and whenever it is written."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from quizgen.render.html import to_html
from quizgen.render.pdf import to_pdf
from quizgen.render.text import to_text
from quizgen.resources import PACKAGE

from .sample import sample

TESTS = Path(__file__).resolve().parents[__name__.count(".")]
PROGRAM = f"""
import sys
sys.path[:0] = [{str(TESTS)!r}, {str(PACKAGE.parent)!r}]
from {__name__} import digests
print(digests())
"""


def digests() -> str:
    documents = [sample("key"), sample("handout", name="Žofie Łuć", student="s0001")]
    written = [
        content
        for document in documents
        for content in (
            to_html(document).encode(),
            to_pdf(document),
            to_pdf(document, "a4"),
            to_text(document).encode(),
        )
    ]
    return " ".join(hashlib.sha256(content).hexdigest() for content in written)


def elsewhere(folder: Path, seed: str, zone: str, locale: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=folder,
        env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_bytes_are_the_same_in_any_process_folder_zone_and_locale(tmp_path: Path) -> None:
    here = digests()
    assert digests() == here
    assert elsewhere(tmp_path, "1", "Pacific/Auckland", "C") == here
    assert elsewhere(Path("/"), "4242", "America/New_York", "C.UTF-8") == here
