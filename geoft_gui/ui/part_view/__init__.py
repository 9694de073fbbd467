"""A part on the screen: how it is looked at, lit, and drawn, with OpenGL or without."""
