"""How files of each form give up their records, one at a time; ``data/rows.py`` is the front of them."""
