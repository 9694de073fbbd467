"""What is drawn: the window's parts and the pictures. Only this room and app.py import Qt."""
