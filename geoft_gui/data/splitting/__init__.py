"""Rows on two sides: to learn from and to measure with, so that what is measured was not learnt by heart."""
