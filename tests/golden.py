"""The reference files that tests hold: `python -m tests.golden` rewrites them."""

from pathlib import Path

from quizgen.keys import key_json
from quizgen.render.html import to_html
from quizgen.render.text import to_text
from quizgen.sampling.sets import read_set
from quizgen.workflows.variant import Job, Variant, solve_variant

ROOT = Path(__file__).resolve().parent.parent
VARIANTS = {
    "recitation5-original": (True, Variant("original", None)),
    "recitation5-seed7": (False, Variant("seed7", 7)),
}


def golden() -> dict[Path, str]:
    """Return what the files should hold: both keys, the original's pages, its key as text."""
    files = {}
    for name, (original, variant) in VARIANTS.items():
        job = Job(read_set("recitation5", original), variant, None, ())
        handout, worked, key = solve_variant(job)
        files[ROOT / "answer_keys" / f"{name}.json"] = key_json(key).decode()
        if original:
            for role, document in (("handout", handout), ("key", worked)):
                page = to_html(document)
                start, end = page.index("<style"), page.rindex("</style>")
                files[ROOT / "tests" / "golden" / f"{name}-{role}.html"] = (
                    page[:start] + page[end:]  # the style is the template's, fonts and all
                )
            files[ROOT / "tests" / "golden" / f"{name}-key.txt"] = to_text(worked)
    return files


if __name__ == "__main__":
    for path, text in golden().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
