"""A second implementation of every figure, to compare reports with."""
