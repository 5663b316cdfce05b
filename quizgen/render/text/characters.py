"""The characters that stand for LaTeX: letters, operators, accents, raised and lowered ones.

How a kind of character is spaced is said by `formulas.CLAIMS`.
"""

import unicodedata
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal[
    "ordinary",
    "number",
    "words",  # prose within a formula: its spaces are its own
    "operator",  # sin, max: a space parts it from its argument, unless that is bracketed
    "limits",  # max, lim: an operator whose subscript stands below it in a display
    "large",  # a sum, whose limits stand below and above it in a display
    "binary",
    "sign",  # a binary operator with nothing before it
    "relation",
    "punctuation",
    "open",
    "close",
    "lettered",  # ends with a script on the line, as θ does in ∇_θ
    "group",  # something whole between delimiters of one row
    "inner",  # a stacked fraction, a matrix
    "quotient",  # a fraction written with a slash
]


def _rows(kind: Kind, text: str) -> dict[str, tuple[str, Kind]]:
    words = text.split()
    return {
        name: (character, kind) for name, character in zip(words[::2], words[1::2], strict=True)
    }


# What a character or a command is written as, and its kind.
SYMBOLS: dict[str, tuple[str, Kind]] = {
    **_rows(
        "ordinary",
        r"""\alpha α \beta β \gamma γ \delta δ \epsilon ϵ \varepsilon ε \zeta ζ \eta η \theta θ
        \vartheta ϑ \iota ι \kappa κ \lambda λ \mu μ \nu ν \xi ξ \pi π \rho ρ \sigma σ \tau τ
        \upsilon υ \phi ϕ \varphi φ \chi χ \psi ψ \omega ω \Gamma Γ \Delta Δ \Theta Θ \Lambda Λ
        \Xi Ξ \Pi Π \Sigma Σ \Upsilon Υ \Phi Φ \Psi Ψ \Omega Ω \ell ℓ \partial ∂ \nabla ∇
        \infty ∞ \top ⊤ \bot ⊥ \emptyset ∅ \forall ∀ \exists ∃ \neg ¬ \dots … \ldots … \cdots ⋯
        ' ′ \vdots ⋮ \ddots ⋱ \prime ′ \dagger † \vert | \Vert ‖ \| ‖ \% % \$ $ \# # \_ _
        \& &""",
    ),
    **_rows(
        "binary",
        r"""+ + - − * * \pm ± \mp ∓ \cdot · \times × \div ÷ \odot ⊙ \oplus ⊕ \otimes ⊗ \circ ∘
        \ast ∗ \star ⋆ \cup ∪ \cap ∩ \setminus ∖ \wedge ∧ \land ∧ \vee ∨ \lor ∨ \bullet •""",
    ),
    **_rows(
        "relation",
        r"""= = < < > > : : \le ≤ \leq ≤ \ge ≥ \geq ≥ \ne ≠ \neq ≠ \approx ≈ \sim ∼ \simeq ≃
        \equiv ≡ \propto ∝ \in ∈ \notin ∉ \ni ∋ \subset ⊂ \subseteq ⊆ \ll ≪ \gg ≫ \to →
        \rightarrow → \leftarrow ← \gets ← \mapsto ↦ \Rightarrow ⇒ \implies ⇒ \Leftrightarrow ⇔
        \iff ⇔ \mid | \parallel ∥ \colon : \coloneqq ≔ \triangleq ≜""",
    ),
    **_rows("punctuation", ", , ; ;"),
    **_rows("open", r"( ( [ [ \{ { \lbrace { \lvert | \lVert ‖ \lfloor ⌊ \lceil ⌈ \langle ⟨"),
    **_rows("close", r") ) ] ] \} } \rbrace } \rvert | \rVert ‖ \rfloor ⌋ \rceil ⌉ \rangle ⟩"),
    **_rows("large", r"\sum ∑ \prod ∏ \bigcup ⋃ \bigcap ⋂ \bigodot ⨀ \bigoplus ⨁ \int ∫"),
    **_rows(
        "operator",
        r"""\sin sin \cos cos \tan tan \sinh sinh \cosh cosh \tanh tanh \exp exp \ln ln \log log
        \arg arg \dim dim \det det \deg deg \ker ker""",
    ),
    **_rows("limits", r"\max max \min min \lim lim \sup sup \inf inf"),
}

# In columns.  A thin space is a whole one: a terminal has none thinner.
SPACES = {
    "~": 1,
    r"\,": 1,
    r"\:": 1,
    r"\;": 1,
    r"\!": 0,
    r"\ ": 1,
    r"\quad": 3,
    r"\qquad": 5,
    r"\\": 3,
}

# Combining characters, put after the letter.
ACCENTS = {
    r"\hat": "\u0302",
    r"\widehat": "\u0302",
    r"\tilde": "\u0303",
    r"\widetilde": "\u0303",
    r"\bar": "\u0304",
    r"\overline": "\u0304",
    r"\dot": "\u0307",
    r"\ddot": "\u0308",
    r"\vec": "\u20d7",
}

BLACKBOARD = dict(zip("CENPQRZ1", "ℂ𝔼ℕℙℚℝℤ𝟙", strict=True))

SLASHED = {
    f"{top}/{bottom}": character
    for character in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
    for top, bottom in [unicodedata.normalize("NFKC", character).split("\N{FRACTION SLASH}")]
}

RAISED = dict(
    zip(
        "0123456789+−=()×abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW⊤βγδθ′*†",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ˣᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵀᵝᵞᵟᶿ′*†",
        strict=True,
    )
)
# Marks of punctuation have no lowered form; between lowered digits they are clear.
LOWERED = dict(
    zip(
        "0123456789+−=()aehijklmnoprstuvxβγρφχ,.:",
        "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ,.:",
        strict=True,
    )
)


def accented(letter: str, mark: str) -> str:
    """Return a letter with its accent, in one character where there is one: ŷ, β̂."""
    return unicodedata.normalize("NFC", letter + mark)


def raised(text: str) -> str:
    """Return a superscript: ², ⁽¹⁾, ^(a/b)."""
    return _moved(text, RAISED, "^")


def lowered(text: str) -> str:
    """Return a subscript: ₂, ₁,₂, _q."""
    return _moved(text, LOWERED, "_")


def _moved(text: str, table: dict[str, str], sign: str) -> str:
    if all(character in table for character in text):
        return "".join(map(table.__getitem__, text))
    letters = sum(not unicodedata.combining(character) for character in text)
    return sign + (text if letters == 1 else f"({text})")
