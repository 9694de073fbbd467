"""The pieces of the Runs tab: the list of runs, and everything about the one that is chosen."""
