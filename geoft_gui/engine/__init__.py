"""Which Python runs what, and on which machine: the only room that knows where an interpreter lives."""
