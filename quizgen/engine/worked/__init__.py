"""Quantities as they are worked on paper; `steps` says which way each is."""
