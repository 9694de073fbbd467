"""Prompts and documents made by rule."""

from geoft_gui.data.synthesis.dataset import Dataset, generate

__all__ = ["Dataset", "generate"]
