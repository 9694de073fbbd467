"""The checks, one kind of fault a file."""
