"""Prompts and documents made by rule."""

from geoft_gui.data.synthesis.dataset import Dataset, generate, generate_list
from geoft_gui.data.synthesis.wish import ANY, Wish

__all__ = ["ANY", "Dataset", "Wish", "generate", "generate_list"]
