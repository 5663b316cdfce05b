"""`--print-job`: one PDF a section, as the copier and whoever hands out need it."""

import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PageObject, PdfReader

from quizgen.sampling.sets import read_set
from quizgen.workflows.bundles import with_bundles
from quizgen.workflows.print_job import print_jobs
from quizgen.workflows.variant import Job, Variant
from quizgen.workflows.variants import Made, make_variants, place_of

from .conftest import Make, tree

SET = """title = "One"
[chains.xyz]
[[problems]]
kind = "shapes"
chain = "xyz"
"""
CLASS = [
    Variant("b7", 7, "b7", "Bob", "Tue 9/10"),
    Variant("a1", 7, "a1", "Ada Lovelace", "Mon"),
    Variant("_print-Mon-0", 7, "print-Mon", "Cash $5, $6", "Mon"),
    Variant("c3", 7, "c3", "Zoë <b>", "Tue 9/10"),
    Variant("_Print-1", 7, "Print", None, "Mon"),
]
SECTIONS = {
    "Tue 9/10": ["Bob b7", "Zoë <b> c3"],
    "Mon": ["Ada Lovelace a1", "Cash $5, $6 print-Mon", "Print"],
}


@dataclass(frozen=True)
class Printed:
    """A made class with its print jobs, and what it was made of."""

    out: Path
    call: Job
    made: Made

    def again(self, wanted: list[Variant] = CLASS, force: bool = False) -> Made:
        return with_bundles(self.made, print_jobs(self.call, wanted), self.out, force)


@pytest.fixture(scope="module")
def whole_class(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    folder = tmp_path_factory.mktemp("class")
    (folder / "one.toml").write_text(SET)
    call = Job(read_set(str(folder / "one.toml")), CLASS[0], b"secret", ("pdf",))
    out = folder / "out"
    made = make_variants(call, CLASS, out, place_of(1, None), False, lambda *_: None)
    return Printed(out, call, with_bundles(made, print_jobs(call, CLASS), out, False))


@pytest.fixture
def own(whole_class: Printed, tmp_path: Path) -> Printed:
    """Return a copy of the class, to change."""
    out = tmp_path / "out"
    shutil.copytree(whole_class.out, out)
    files = {
        variant: tuple(out / path.relative_to(whole_class.out) for path in paths)
        for variant, paths in whole_class.made.files.items()
    }
    return replace(
        whole_class, out=out, made=replace(whole_class.made, files=files, bundles=())
    )


def drawn(page: PageObject) -> tuple[bytes, object]:
    """Return what draws a page: its operators, and the fonts and shapes that they use."""
    contents = page.get_contents()
    used = plain(page["/Resources"])
    return (contents.get_data() if contents is not None else b""), used


def plain(found: Any) -> object:
    """Return an object of a PDF with all that it refers to, but for what only tags need."""
    found = found.get_object()
    if isinstance(found, list):
        return [plain(item) for item in found]
    if not isinstance(found, dict):
        return found
    left = {"/Parent", "/StructParent", "/StructParents", "/Length", "/Filter"}
    fields = {name: plain(value) for name, value in found.items() if name not in left}
    return (fields, found.get_data()) if hasattr(found, "get_data") else fields


@pytest.mark.parametrize(("at", "section"), [*enumerate(SECTIONS)])
def test_the_sheets_of_each_section_come_in_the_roster_s_order(
    whole_class: Printed, at: int, section: str
) -> None:
    assert whole_class.made.errors == ()
    reader = PdfReader(whole_class.made.bundles[at])
    assert len(reader.pages) % 2 == 0
    text = reader.pages[0].extract_text()
    assert f"Section {section}" in text
    rows = re.findall(r"^(.+?) ?(\d+)–(\d+)$", text, re.M)
    assert [row[0] for row in rows] == SECTIONS[section]
    firsts, lasts = ([int(row[k]) for row in rows] for k in (1, 2))
    assert firsts == [3, *(last + 1 for last in lasts[:-1])], "behind the list and its back"
    assert lasts[-1] == len(reader.pages)
    variants = [variant for variant in CLASS if variant.section == section]
    for variant, first, last in zip(variants, firsts, lasts, strict=True):
        assert first % 2 == 1
        (path,) = whole_class.out.glob(f"handouts/*-{variant.name}.pdf")
        own = [drawn(page) for page in PdfReader(path).pages]
        bound = [drawn(page) for page in reader.pages[first - 1 : last]]
        assert bound[: len(own)] == own
        assert bound[len(own) :] in ([], [(b"", {})])


def test_a_print_job_has_no_fields_and_says_how_to_print_it(whole_class: Printed) -> None:
    for path in whole_class.made.bundles:
        reader = PdfReader(path)
        assert not reader.get_fields()
        assert all("/Annots" not in page for page in reader.pages)
        assert reader.trailer["/Root"]["/ViewerPreferences"]["/Duplex"] == "/DuplexFlipLongEdge"
        assert reader.metadata == {"/Title": "One, print job"}


def test_the_same_call_is_no_overwrite_and_another_needs_force(own: Printed) -> None:
    before = {path: (path.stat().st_ino, path.read_bytes()) for path in own.out.rglob("*.pdf")}
    assert own.again().errors == ()
    assert before == {p: (p.stat().st_ino, p.read_bytes()) for p in own.out.rglob("*.pdf")}
    swapped = [*CLASS[3:], *CLASS[:3]]
    made = own.again(swapped)
    assert len(made.errors) == 2
    assert all("is there and differs; --force" in error for error in made.errors)
    assert before == {p: (p.stat().st_ino, p.read_bytes()) for p in own.out.rglob("*.pdf")}
    made = own.again(swapped, force=True)
    assert made.errors == ()
    assert all(path.read_bytes() != before[path][1] for path in made.bundles)
    assert not [path for path in own.out.rglob(".*") if path.is_file()]


def test_a_section_that_lacks_a_sheet_is_not_bound(own: Printed) -> None:
    left = {variant: files for variant, files in own.made.files.items() if variant.name != "c3"}
    made = replace(own, made=replace(own.made, files=left)).again()
    assert [path.name for path in made.bundles] == ["one-print-Mon.pdf"]
    (error,) = made.errors
    assert re.search(r"one-print-Tue.*: not written: 1 of its 2 variants are missing", error)


def test_no_two_sections_share_a_file(whole_class: Printed) -> None:
    names = [None, "A", "a", "A/", "../A", "", "print", "x" * 300, "CON"]
    wanted = [replace(CLASS[0], section=name) for name in names]
    paths = [job.path.casefold() for job in print_jobs(whole_class.call, wanted)]
    assert len(set(paths)) == len(names)
    assert all(re.fullmatch(r"handouts/one-print(-[\w.-]+)?\.pdf", path) for path in paths)


def test_what_a_killed_call_left_of_a_print_job_goes(own: Printed) -> None:
    left = own.out / "handouts" / ".one-print-Mon.pdf.0123456789ab"
    left.write_bytes(b"%PDF-1.7 half")
    own.again()
    assert not left.exists()


def test_anonymous_variants_are_one_print_job(make: Make, out: Path, tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(SET)
    words = [tmp_path / "one.toml", "--seed", "7", "--count", "2", "--jobs", "1"]
    result = make(*words, "--format", "pdf", "--print-job")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[0] == f"{out}/handouts/one-print.pdf"
    text = PdfReader(out / "handouts" / "one-print.pdf").pages[0].extract_text()
    assert re.findall(r"seed7-000\d \d+–\d+", text)


def test_a_print_job_needs_pdfs(make: Make, out: Path) -> None:
    result = make("--seed", "7", "--print-job", "--format", "html")
    assert result.exit_code == 2
    assert "--print-job" in result.stderr
    assert not out.exists()
    assert tree(out) == {}
