"""What honest work may make of a value: written steps, and the ways and orders of longer ones.

`bounds` walks the graph with it; the rows of `OPS` say which way leads to their results.
"""
