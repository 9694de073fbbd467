"""How the starter model is made: rule-made measurement text, a tokenizer, and one training command."""
