"""Places that train and answer elsewhere: what they are, what they cost, and how they are spoken to."""
