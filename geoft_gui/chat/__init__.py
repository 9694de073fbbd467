"""Asking a model for a part, through the OpenAI chat protocol, wherever the model is."""
