"""Where a run executes, and who starts, watches and ends it."""
