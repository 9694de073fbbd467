"""Parts of the window that know nothing of the tab they are in."""
