"""Asking a model on this computer: loading it, and its answers in batches or as they grow."""
