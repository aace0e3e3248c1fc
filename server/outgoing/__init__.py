"""What the server sends to addresses that somebody else chose: to the internet only."""
