"""Moving what a model at a provider knows to this computer, in the window."""
