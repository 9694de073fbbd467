"""What a part is: the document, its solids, their comparison, their export."""
