"""Models to start from: which there are, what their files say, and whether this computer can train them."""
