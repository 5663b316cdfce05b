"""From a set and a seed to numbers that may leave the house."""
