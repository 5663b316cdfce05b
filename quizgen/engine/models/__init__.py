"""Recurrent, convolutional and attention models as graphs, and a layer normalisation."""
