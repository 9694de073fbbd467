"""One training run is one folder: what was asked, what happened, and how to read both."""
