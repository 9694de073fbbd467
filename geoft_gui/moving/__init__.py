"""Leaving in time: what a model at a provider knows becomes rows for a model of one's own."""
