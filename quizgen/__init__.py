"""Draws, typesets and marks neural-network exercises."""

__version__ = "0.1.0"
