"""What quizgen costs: ratios paired in one run; `make bench`."""
