"""Writes what is made from the code: pages of docs/, and the schema of sets: `make docs`.

With `--check` it writes nothing and fails where a page is not what the code says.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from docs.answers import answers
from docs.markdown import MADE, code, table
from quizgen import resources, workflows
from quizgen.cli import main as program
from quizgen.engine import MISTAKES, OPS
from quizgen.engine.rounding import plain
from quizgen.engine.rows.wrong import WRONG
from quizgen.kinds import KINDS
from quizgen.kinds.kind import Kind
from quizgen.sampling.conditions import CONDITIONS
from quizgen.sampling.network_file import NetworkFile
from quizgen.sampling.schema import in_words, json_schema
from quizgen.workflows.listing import listing

DOCS = Path(__file__).resolve().parent
SCHEMA = resources.sets() / "schema.json"
TABLES = {  # the headings of a set's tables, and their parts of the schema
    "The set": "",
    "`[rounding]`": "RoundingSpec",
    "`[rounding.printed]`": "PrintedTable",
    "`[notation]`": "NotationSpec",
    "`[grading]`": "GradingSpec",
    "`[grading.late]`": "LateSpec",
    "`[[problems]]`": "ProblemSpec",
    "`[networks.NAME]`, drawn": "DrawnNetwork",
    "`[networks.NAME]`, given": "GivenNetwork",
    "`optimizer`": "OptimizerSpec",
    "`[expressions.NAME]`, drawn": "DrawnExpression",
    "`[expressions.NAME]`, given": "GivenExpression",
    "`[chains.NAME]`, drawn": "DrawnChain",
    "`[chains.NAME]`, given": "GivenChain",
    "`[models.NAME]`, recurrent": "RecurrentModel",
    "`[models.NAME]`, convolutional": "ConvolutionalModel",
    "`[models.NAME]`, attention": "AttentionModel",
    "`[models.NAME]`, layer normalisation": "LayerNormModel",
    "Grids": "Grid",
    "Ranges": "Range",
}
SOLVE = """# A network of your own

{made}
`quizgen solve NETWORK.toml` works a network with its own numbers: forward, backward, and one
step of gradient descent. The file gives them, here [`network.toml`](network.toml), the
recitation's:

```toml
{network}
```

A matrix has a row for each unit of its layer and in each row the bias first, also where biases
are printed as vectors of their own. `alpha` belongs to the first layer, `beta` to the second,
and so on up to `epsilon`.

{fields}
`[rounding]` says how numbers are printed: `decimals = 5`, or `figures = 4` for significant
figures; `table = true` prints a table of tanh or of the sigmoid beside them. No step is
rounded on the way. `[notation]` chooses the letters: `weights = "latin"` for W and b, `bias =
"separate"`, `output = "h"`. Without a learning rate it is 0.1, and the page says so.

A set does as well: of its networks those are worked that give their numbers, with its
`[original]` ones where it has them.

## Where it goes

```sh
quizgen solve network.toml                            # to the terminal
quizgen solve network.toml --format html,pdf --out .  # network.html and network.pdf
```

The text is as wide as the terminal, 100 columns at most, and 80 where it is piped; `--width`
asks for another width. Files that are there and differ are replaced only with `--force`.
Mistakes in the file are told line by line, all at once.

## What it prints

```text
{solution}
```
"""


def reference() -> str:
    """Return the page of commands and tables."""
    parts = ["# Reference\n", MADE, "## Commands\n"]
    top = program.make_context("quizgen", ["list"], resilient_parsing=True, terminal_width=80)
    helps = {"quizgen": program.get_help(top)}
    for name, command in sorted(program.commands.items()):
        inner = command.make_context(name, [], parent=top, resilient_parsing=True)
        helps[f"quizgen {name}"] = command.get_help(inner)
    for name, text in helps.items():
        parts.append(f"### `{name}`\n\n```text\n{text}\n```\n")
    for what in ("sets", "activations", "losses"):
        rows = [[f"`{name}`", summary] for name, summary in listing(what)]
        parts.append(f"## {what.capitalize()}\n\n" + table(["Name", "What it is"], rows))
    rows = [
        [
            f"`{name}`",
            kind.about or "nothing",
            kind.summary,
            ", ".join(_part(kind, part) for part in kind.parts),
        ]
        for name, kind in KINDS.items()
    ]
    parts.append(
        "## Kinds\n\nA problem's `parts` chooses among those of its kind; without it all are "
        "asked that fit what it is about, but not those in brackets.\n\n"
        + table(["Kind", "About", "Asks", "Parts"], rows)
    )
    rows = [[name, c.summary, c.reason] for name, c in CONDITIONS.items()]
    parts.append(
        "## Conditions\n\nA drawn variant is kept only where all of these hold.\n\n"
        + table(["Condition", "What must hold", "Why"], rows)
    )
    rows = [[name, m.summary, m.sentence] for name, m in MISTAKES.items()]
    parts.append(
        "## Mistakes\n\nA drawn graph is rewritten as a student with the mistake has it.\n\n"
        + table(["Mistake", "What is done", "What is said"], rows)
    )
    rows = [
        [f"`{name}`", f"`{op.latex}`", op.form]
        for name, op in {of_form(name): OPS[name] for name in OPS if name not in WRONG}.items()
    ]
    parts.append("## Operations\n\n" + table(["Name", "Reads", "Form"], rows))
    return "\n".join(parts)


def _part(kind: Kind, part: str) -> str:
    """Return a part's name, in brackets where it is asked only if a set names it."""
    asked = not kind.usual or part in kind.usual
    return code(part) if asked else f"({code(part)})"


def of_form(name: str) -> str:
    """Return an operation's name with letters for the sizes of windows: `convolve k/s/p`."""
    return re.sub(r" \d$", " k", re.sub(r" \d/\d/\d$", " k/s/p", name))


def solve() -> str:
    """Return the guide to `quizgen solve`: a file, and the solution that it gives."""
    file = DOCS / "network.toml"
    fields = [
        [f"`{name}`", "yes" if field.is_required() else "", field.description or ""]
        for name, field in NetworkFile.model_fields.items()
    ]
    return SOLVE.format(
        made=MADE,
        network=file.read_text(encoding="utf-8").rstrip(),
        fields=table(["Field", "Required", "What it says"], fields),
        solution=workflows.solve(file).text.rstrip(),
    )


def fields() -> str:
    """Return the tables of the fields of a set, from the models that read it."""
    whole = json_schema()
    parts = [MADE]
    for heading, name in TABLES.items():
        table_of = whole["$defs"][name] if name else whole
        rows = [
            [
                f"`{field}`",
                in_words(whole, one),
                _default(field, one, table_of),
                one["description"],
            ]
            for field, one in table_of["properties"].items()
        ]
        parts.append(f"### {heading}\n\n{table_of['description']}\n")
        parts.append(table(["Field", "May be", "Left out", "What it says"], rows))
    return "\n".join(parts)


def _default(field: str, schema: dict[str, Any], inside: dict[str, Any]) -> str:
    if field in inside.get("required", ()):
        return "**required**"
    return f"`{_toml(schema['default'])}`" if "default" in schema else ""


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, float):
        return plain(value)
    return json.dumps(value, ensure_ascii=False)


def sets_page() -> str:
    """Return the guide to sets with its tables of fields made anew."""
    guide = (DOCS / "sets.md").read_text(encoding="utf-8")
    head, mark, rest = guide.partition("<!-- fields -->\n")
    _, end, tail = rest.partition("<!-- end of fields -->")
    return f"{head}{mark}\n{fields()}\n{end}{tail}"


def made() -> dict[Path, str]:
    """Return what the files that are made should hold."""
    return {
        DOCS / "reference.md": reference(),
        DOCS / "numbers.md": answers(),
        DOCS / "sets.md": sets_page(),
        DOCS / "solve.md": solve(),
        SCHEMA: json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n",
    }


def main() -> int:
    """Write the files, or check them."""
    stale = []
    for path, text in made().items():
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(path.relative_to(DOCS.parent))
    for path in stale:
        print(f"{path} is not what the code says: run `make docs`", file=sys.stderr)
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())
