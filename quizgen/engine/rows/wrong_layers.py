"""The rows of products that a layer has by mistake: without a bias, turned, by another row."""

from dataclasses import replace

from quizgen.engine.op import Op
from quizgen.engine.rows.recurrence import RECURS, recurrent

TRANSPOSES = frozenset({"transposed", "weights transposed"})  # views


def _product(latex: str, subscripts: str, *views: str) -> Op:
    """Return a product, whose numbers are laid as its formula has them."""
    turned = tuple(
        (rf"#{place}^{{\top}}" in latex) != (view in TRANSPOSES)
        for place, view in enumerate(views, 1)
    )
    return Op(
        latex,
        form="product",
        subscripts=subscripts,
        views=views,
        turned=turned,
        arity=len(views),
    )


def _back_in_time(latex: str, view: str) -> Op:
    return replace(_product(latex, "kj,k->j", view, ""), written=(False, True))


WRONG_LAYERS: dict[str, Op] = {
    # layers
    "affine_without_bias": _product(r"#1 \, #2", "ji,i->j", "without bias", ""),
    "affine_bias_last": _product(r"#1 \, #2", "ji,i->j", "", "with bias last"),
    "affine_transposed": _product(r"#1^{\top} \, #2", "ij,i->j", "", "with bias"),
    "affine_weights_transposed": _product(
        r"#1^{\top} \, #2", "ji,i->j", "weights transposed", "with bias"
    ),
    "outer_bias_last": _product(r"#1 \, #2^{\top}", "j,i->ji", "", "with bias last"),
    "outer_without_input": _product("#1", "j,i->ji", "", "ones with bias"),
    "outer_transposed": _product(r"#2 \, #1^{\top}", "j,i->ij", "", "with bias"),
    "weights_transposed": _product(r"#1^{\top}", "ji->ji", "weights transposed"),
    "backflow_with_bias": _product(r"#1^{\top} \, #2", "kj,k->j", "without last", ""),
    "backflow_other_row": _product(r"#1^{\top} \, #2", "kj,k->j", "rows moved on", ""),
    "backflow_first_row": _product(r"#1^{\top} \, #2", "kj,k->j", "first row alone", ""),
    "backflow_last_row": _product(r"#1^{\top} \, #2", "kj,k->j", "last row alone", ""),
    "affine_rows_without_bias": _product(r"#2 \, #1^{\top}", "ji,ni->nj", "without bias", ""),
    "outer_rows_without_input": _product("#1", "nj,ni->ji", "", "ones with bias"),
    "backflow_rows_with_bias": _product(r"#2 \, #1", "kj,nk->nj", "without last", ""),
    "compose_without_bias": _product(r"#1 \, #2", "kj,ji->ki", "", "bias row alone"),
    # steps of a recurrent layer
    "recur_without_bias": recurrent(RECURS, "without bias", "", "", ""),
    "recur_bias_last": recurrent(RECURS, "", "with bias last", "", ""),
    "recur_transposed": recurrent(
        r"#1^{\top} \, #2 + #3 \, #4", "transposed", "with bias", "", ""
    ),
    "recur_weights_transposed": recurrent(
        r"#1^{\top} \, #2 + #3 \, #4", "weights transposed", "with bias", "", ""
    ),
    "recur_state_transposed": recurrent(
        r"#1 \, #2 + #3^{\top} \, #4", "", "with bias", "transposed", ""
    ),
    "outer_plain_without_input": _product("#1", "j,i->ji", "", "ones"),
    "outer_plain_transposed": _product(r"#2 \, #1^{\top}", "j,i->ij", "", ""),
    "backflow_plain_transposed": _back_in_time(r"#1 \, #2", "transposed"),
    "backflow_plain_other_row": _back_in_time(r"#1^{\top} \, #2", "plain rows moved on"),
    "backflow_plain_first_row": _back_in_time(r"#1^{\top} \, #2", "first plain row alone"),
    "backflow_plain_last_row": _back_in_time(r"#1^{\top} \, #2", "last plain row alone"),
}
