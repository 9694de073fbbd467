"""What is done to the open data: mended, split, made, exported, counted; a dialog or a panel for each."""
