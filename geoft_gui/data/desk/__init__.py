"""What a child process does for the window with whole files of rows: check, mend, split, make, export."""
