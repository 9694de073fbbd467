"""What a model learns from: rows, their checks, their counts, and rows made by rule."""
