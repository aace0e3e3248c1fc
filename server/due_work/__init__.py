"""What must happen at a time: each piece of work on one node, wherever the server runs."""
