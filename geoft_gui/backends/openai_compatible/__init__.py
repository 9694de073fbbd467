"""Training at a provider that speaks OpenAI's fine-tuning interface: sent, followed, never started twice."""
