"""A set, or a folder of templates, that means harm: it is printed as words, or refused."""

import re
import socket
import urllib.request
from html import unescape
from pathlib import Path

import pypdf
import pytest

from .conftest import SET, Quizgen, everything

PRIVATE = "PRIVATE-PRIVATE"


@pytest.fixture(autouse=True)
def _no_net(monkeypatch: pytest.MonkeyPatch) -> None:
    def reach(*_: object, **__: object) -> None:
        raise AssertionError("the net was reached for")

    monkeypatch.setattr(socket.socket, "connect", reach)
    monkeypatch.setattr(socket, "getaddrinfo", reach)
    monkeypatch.setattr(urllib.request, "urlopen", reach)


WORDS = {
    "a template that reads a file": "{% include '../private.txt' %}{{ 7 * 191 }}",
    "a template that looks for more": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "a script": "<script>fetch('http://x.example')</script>",
    "an image of the net": "<img src='http://x.example/a.png'>",
    "an image of the machine": "<img src='file:///etc/passwd'>",
    "a frame": "<iframe src='private.txt'></iframe>",
    "a style of the net": "<style>@import url(http://x.example/a.css)</style>",
    "the end of a style sheet": "</style><script>alert(1)</script>",
    "Python's own templates": "%(title)s {0.__class__} {HOME}",
    "a comment": "<!-- hidden --> ]]> <?php phpinfo() ?>",
}


def with_text(words: str) -> str:
    return f"{SET}text = '''{words}'''\n"


def everywhere(words: str) -> str:
    """Return a set with words in every place that is printed."""
    top = "".join(f"{name} = '''{words}'''\n" for name in ("course", "term", "instructions"))
    problem = f"section = '''{words}'''\n"
    return top + with_text(words).replace('"Harmless"', f"'''{words}'''") + problem


TAGS = re.compile(r"<(script|img|iframe|link|object|embed|base)\b", re.IGNORECASE)


@pytest.mark.parametrize("why", WORDS)
def test_words_of_a_set_are_printed_as_they_are(here: Path, quizgen: Quizgen, why: str) -> None:
    (here / "set.toml").write_text(everywhere(WORDS[why]))
    words = ("--seed", 7, "--out", here / "out", "--format", "html")
    result = quizgen("make", here / "set.toml", *words)
    assert result.exit_code == 0, result.output
    pages = [path.read_text("utf-8") for path in (here / "out").rglob("*.html")]
    assert len(pages) == 2
    for page in pages:
        assert not TAGS.search(page)
        assert page.count("<style") == page.count("</style") == 1
        assert "<!--" not in page
        assert PRIVATE not in page
        assert "1337" not in page
        assert unescape(page).count(WORDS[why]) >= 5


def test_words_of_a_set_reach_nothing_in_print(here: Path, quizgen: Quizgen) -> None:
    (here / "set.toml").write_text(with_text(" ".join(WORDS.values())))
    result = quizgen("make", here / "set.toml", "--seed", 7, "--out", here, "--format", "pdf")
    assert result.exit_code == 0, result.output
    reader = pypdf.PdfReader(here / "handouts" / "set-seed7.pdf")
    told = "".join("".join(page.extract_text() for page in reader.pages).split())
    assert "".join(WORDS["an image of the machine"].split()) in told
    for page in reader.pages:
        for annotation in (one.get_object() for one in page.get("/Annots", ())):
            assert annotation["/Subtype"] == "/Widget"
            assert not {"/A", "/AA", "/JS", "/URI"} & {*annotation}
    for hidden in (PRIVATE, "root:x:"):
        assert hidden.encode() not in (here / "handouts" / "set-seed7.pdf").read_bytes()
        assert hidden not in told


FORMULAS = {
    "a file in LaTeX": r"$\input{private.txt}$",
    "a file in LaTeX, verbatim": r"$\verbatiminput{private.txt}$",
    "an image in LaTeX": r"$\includegraphics{private.txt}$",
    "a shell in LaTeX": r"$\immediate\write18{touch pwned}$",
    "a link in LaTeX": r"$\href{javascript:alert(1)}{x}$",
    "markup in LaTeX": r"$\htmlData{x=y}{z}$",
    "a style in LaTeX": r"$\style{background:url(http://x.example)}{x}$",
    "a macro without end": r"$\def\x{\x\x}\x$",
    "a million brackets": "$" + "{" * 100_000 + "}" * 100_000 + "$",
    "a deep fraction": "$" + r"\frac{1}{" * 3000 + "1" + "}" * 3000 + "$",
}


@pytest.mark.parametrize("form", ["html", "pdf"])
@pytest.mark.parametrize("why", FORMULAS)
def test_a_formula_that_is_more_is_refused_by_its_place(
    here: Path, quizgen: Quizgen, why: str, form: str
) -> None:
    (here / "set.toml").write_text(with_text(FORMULAS[why]))
    before = everything(here)
    words = ("--seed", 7, "--out", here / "out", "--format", form)
    result = quizgen("make", here / "set.toml", *words)
    assert result.exit_code == 2, result.output
    assert "problems[1].text" in result.stderr
    assert len(result.stderr) < 1000
    assert everything(here) == before


EXPRESSIONS = [
    "__import__('os').system('touch pwned')",
    "x.__class__",
    "open('private.txt')",
    "(" * 100_000 + "x" + ")" * 100_000,
    "x" + "+x" * 100_000,
    "x**x**x**x**x**x**x",
    "9**9**9**9",
    "lambda: x",
    "x; y",
    "[x for x in y]",
]


@pytest.mark.parametrize("formula", EXPRESSIONS, ids=lambda text: text[:24])
def test_a_formula_of_an_expression_is_never_run(
    here: Path, quizgen: Quizgen, formula: str
) -> None:
    (here / "set.toml").write_text(
        f'title = "x"\n[expressions.f]\nformula = """{formula}"""\ninputs = {{x = 2, y = 3}}\n'
        '[[problems]]\nkind = "expression-graph"\nexpression = "f"\n'
    )
    before = everything(here)
    words = ("--seed", 7, "--out", here / "out", "--format", "")
    result = quizgen("make", here / "set.toml", *words)
    assert result.exit_code == 2, result.output
    assert str(here / "set.toml") in result.stderr
    assert everything(here) == before


TEMPLATES = {
    "an image of the net": ("header.html.j2", '<img alt="x" src="http://x.example/a.png">'),
    "an image without its scheme": ("header.html.j2", '<img alt="x" src="//x.example/a.png">'),
    "an image of the machine": ("header.html.j2", '<img alt="x" src="file:///etc/passwd">'),
    "one of the folder above": ("header.html.j2", '<img alt="x" src="../private.txt">'),
    "another size of one": ("header.html.j2", '<img alt="x" srcset="http://x.example/a 2x">'),
    "an asset above": ("header.html.j2", "{{ asset('../private.txt') }}"),
    "an asset of the machine": ("header.html.j2", "{{ asset('/etc/passwd') }}"),
    "an asset that is a link": ("header.html.j2", "{{ asset('link.png') }}"),
    "a template above": ("header.html.j2", "{% include '../private.txt' %}"),
    "a style of the net": ("house.css", "@import 'http://x.example/a.css';"),
    "a background of the net": ("house.css", "body{background:url(http://x.example/a.png)}"),
    "one in disguise": ("house.css", "body{background:u\\72l(http://x.example/a.png)}"),
    "one of the machine": ("house.css", "body{background:url(/etc/passwd)}"),
    "a font of the machine": (
        "house.css",
        "@font-face{font-family:x;src:url(file:///x.woff2)}",
    ),
    "a set of images": ("house.css", "body{background:image-set('http://x.example/a' 1x)}"),
    "content of the net": ("house.css", "h1::before{content:url(http://x.example/a.png)}"),
    "an attachment": ("header.html.j2", '<link rel="attachment" href="/etc/passwd">'),
    "a base": ("header.html.j2", '<base href="http://x.example/">'),
    "a refresh": ("header.html.j2", '<meta http-equiv="refresh" content="0;url=//x">'),
    "a picture that refers": ("header.html.j2", '<svg><image href="/etc/passwd"/></svg>'),
    "the interpreter": ("header.html.j2", "{{ words.__class__.__init__.__globals__ }}"),
    "a loop without end": ("header.html.j2", "{% for a in range(10**9) %}x{% endfor %}"),
    "a word as long as the memory": ("header.html.j2", "{{ 'x' * 10**10 }}"),
}


@pytest.mark.parametrize("why", TEMPLATES)
def test_a_template_that_reaches_out_is_refused(here: Path, quizgen: Quizgen, why: str) -> None:
    name, content = TEMPLATES[why]
    (here / "house").mkdir()
    (here / "house" / name).write_text(content)
    if "link.png" in content:
        (here / "house" / "link.png").symlink_to(here / "private.txt")
    before = everything(here)
    words = ("--seed", 7, "--out", here / "out", "--templates", here / "house")
    result = quizgen("make", here / "harmless.toml", *words)
    assert result.exit_code == 2, result.output
    assert str(here / "house") in result.stderr
    assert PRIVATE not in result.output
    assert everything(here) == before


SET_NAMES = [
    *("-rf.toml", "a b.toml", "<b>.toml", "=x.toml", "a\nb.toml", "CON.toml", "é.toml"),
    *("x" * 200 + ".toml", "..toml", "$(id).toml", "a'b\".toml", "\udc80.toml"),
]


@pytest.mark.parametrize("name", SET_NAMES, ids=ascii)
def test_the_name_of_a_set_s_file_names_files_of_its_folder_alone(
    here: Path, quizgen: Quizgen, name: str
) -> None:
    (here / name).write_text(SET)
    before = everything(here)
    result = quizgen("make", here / name, "--seed", 7, "--out", here / "o", "--format", "html")
    after = everything(here)
    assert {path: after.pop(path) for path in before} == before
    assert {path.split("/")[0] for path in after} <= {"o"}
    if result.exit_code == 0:
        pages = [c.decode() for path, c in after.items() if path.endswith(".html")]
        assert len(pages) == 2
        assert not any("<b>" in page for page in pages)
