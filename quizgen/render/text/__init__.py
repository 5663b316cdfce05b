"""A `Document` as plain text for a terminal, its formulas drawn in two dimensions."""
