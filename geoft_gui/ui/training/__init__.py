"""The parts of the Train tab: what is asked, and what is said before the start."""
