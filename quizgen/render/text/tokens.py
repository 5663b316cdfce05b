"""Our LaTeX, token by token."""

import re

TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\d+(?:\.\d+)?|\s+|.", re.DOTALL)


class Tokens:
    """A place in a formula, and the tokens from there on."""

    def __init__(self, tex: str) -> None:
        self.tex = tex
        self.at = 0
        self._seen = -1, ""  # the place that was looked at last, and the token there

    def peek(self) -> str:
        """Return the next token, "" at the end; spaces mean nothing."""
        if self._seen[0] != self.at:
            while (match := TOKEN.match(self.tex, self.at)) and match[0].isspace():
                self.at = match.end()
            self._seen = self.at, match[0] if match else ""
        return self._seen[1]

    def take(self) -> str:
        """Return the next token and go past it."""
        token = self.peek()
        self.at += len(token)
        return token

    def taken(self, token: str) -> bool:
        """Go past `token` if it is next, and return whether it was."""
        found = self.peek() == token
        self.at += len(token) if found else 0
        return found

    def digit(self) -> str:
        """Return a single digit of the number that is next, and go past it."""
        self.at += 1
        return self.tex[self.at - 1]

    def raw(self) -> str:
        """Return a group's characters as they are, spaces and all, without its braces."""
        if not self.taken("{"):
            return self.take()
        start, depth = self.at, 1
        while depth and (match := TOKEN.match(self.tex, self.at)):
            self.at = match.end()
            depth += (match[0] == "{") - (match[0] == "}")
        found = self.tex[start : self.at - (not depth)]
        return re.sub(r"\\(?=.)|[{}$]", "", re.sub(r"\s+", " ", found))
