"""The report as text, as a page and as JSON: what each must have of the same figures."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from math import inf
from pathlib import Path
from typing import Any

import pytest

from quizgen.reports.quality import Quality, quality_json, quality_page, quality_text
from quizgen.sampling.conditions import CONDITIONS
from reports.quality.sample import Change, quality

ALIKE = (("half left out of the loss", "target minus output"),)
CHANGES: list[Change | str] = [
    {},
    {"alike": ALIKE, "work": {"products": 26}},
    {"broken": ("no ties",), "unmet": {"nothing zero": 3, "no ties": 1}},
    {"shown": {"target minus output": inf, "half left out of the loss": 0.0}},
    "no <numbers> found & none expected",
    {"given": "1"},
]


@pytest.fixture(scope="module")
def found() -> Quality:
    return quality(CHANGES)


def test_text_has_the_verdict_first_and_every_figure(found: Quality) -> None:
    lines = quality_text(found).splitlines()
    assert lines[0] == "recitation5: 6 variants of seed 3"
    assert lines[2] == "Not fair:"
    text = "\n".join(lines)
    for row in (
        r"5 of 50 draws kept, 10%",
        r"nothing zero +19 +38% +0$",
        r"no ties +1 +2\.0% +1$",
        r"target minus output +5 +100% +40 +40$",
        r"half left out of the loss +5 +80% +9 +0$",
        r"half left out of the loss / target minus output +1 +20%$",
        r"products +20 +15–25 +80% +20 +20 +26 +█ +▂$",
        r"a1 +−1\.37 .* 5\.47 ",
        r"\(seed3-000\d and seed3-000\d\)",
    ):
        assert re.search(row, text, re.M), row


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_text_keeps_to_its_width(found: Quality, width: int) -> None:
    text = quality_text(found, width)
    prose = [line for line in text.splitlines() if "  " not in line.strip()]
    assert prose
    assert max(map(len, prose)) <= width
    if width >= 80:
        assert max(map(len, text.splitlines())) <= width


class Page(HTMLParser):
    """What a page refers to, and what its pictures say."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_page_needs_nothing_but_itself(found: Quality) -> None:
    page = quality_page(found)
    tags = Page(page).tags
    assert not {tag for tag, _ in tags} & {"script", "link", "img", "iframe", "object", "base"}
    assert not [
        a for _, attributes in tags for a in attributes if a in ("src", "href", "style")
    ]
    assert not [a for _, attributes in tags for a in attributes if a.startswith("on")]
    assert all(url.startswith('"data:font/woff2;') for url in re.findall(r"url\(([^)]*)", page))
    assert "@import" not in page
    assert "http" not in page


def test_every_picture_of_a_page_has_words(found: Quality) -> None:
    pictures = [
        attributes for tag, attributes in Page(quality_page(found)).tags if tag == "svg"
    ]
    answers = sum(len(one.answers) + len(one.work) for one in found.subjects)
    assert len(pictures) == answers
    assert all(
        one["role"] == "img" and " from " in f"{one['aria-label']}" for one in pictures[:3]
    )
    assert all(one["aria-label"] for one in pictures)


def test_page_escapes_what_it_is_told(found: Quality) -> None:
    page = quality_page(found)
    assert "no &lt;numbers&gt; found &amp; none expected" in page
    assert "<numbers>" not in page


def test_page_and_text_say_the_same_verdict(found: Quality) -> None:
    page = quality_page(found)
    assert '<p class="verdict unfair">Not fair:</p>' in page
    assert page.count("<li>") == 4
    assert '<p class="verdict">Fair: all' in quality_page(quality([{}, {}]))


def test_json_has_the_figures(found: Quality) -> None:
    data = json.loads(quality_json(found))
    assert (data["fair"], data["variants"], data["drawn"]) == (False, 6, 5)
    assert len(data["reasons"]) == 4
    net, f = data["subjects"]
    assert (net["name"], net["sort"], net["tried"], net["kept"]) == ("net", "network", 50, 0.1)
    assert [one["name"] for one in net["conditions"]] == [*CONDITIONS]
    counts = {one["name"]: (one["unmet"], one["broken_on"]) for one in net["conditions"]}
    assert counts["nothing zero"] == (19, [])
    assert counts["no ties"] == (1, ["seed3-0003"])
    half, sign = sorted(net["mistakes"], key=lambda one: one["name"])
    assert sign == {
        "name": "target minus output",
        "summary": sign["summary"],
        "variants": 5,
        "shows_on": 5,
        "hidden_on": [],
        "median": 40.0,
        "least": 40.0,
    }
    assert half["hidden_on"] == ["seed3-0004"] == data["hidden_on"]
    assert net["alike"] == [{"mistakes": list(ALIKE[0]), "variants": 1}]
    (work,) = net["work"]
    assert (work["reference"], work["band"], work["within"]) == (20, [15, 25], 4)
    assert [one["name"] for one in net["answers"]] == ["a1[0]", "a1[1]", "grad:beta[0,0]"]
    assert f["answers"][0]["commonest"] == 2.5
    assert f["answers"][0]["commonest_share"] == 1
    assert data["class"]["number_answers"] == 5
    assert data["class"]["in_common_mean"] >= 0.4


def test_json_has_no_infinity() -> None:
    data = json.loads(quality_json(quality([{"shown": {"target minus output": inf}}])))
    (mistake,) = data["subjects"][0]["mistakes"]
    assert (mistake["median"], mistake["least"], mistake["shows_on"]) == (None, None, 1)


def fields(value: Any, path: str = "") -> Iterator[str]:
    """Yield the fields of JSON, as docs/checking.md has them."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield f"{path}{name}"
            yield from fields(inner, f"{path}{name}.")
    elif isinstance(value, list):
        for inner in value:
            yield from fields(inner, path)


def test_json_has_the_documented_fields() -> None:
    changes = [*CHANGES, {"given": "5 2"}, {"given": "5 2"}]
    guide = (Path(__file__).resolve().parents[3] / "docs" / "checking.md").read_text("utf-8")
    documented = re.findall(r"^\| `([\w.]+)` \|", guide, re.M)
    assert [*dict.fromkeys(fields(json.loads(quality_json(quality(changes)))))] == documented
