"""Pages of the settings dialog."""
