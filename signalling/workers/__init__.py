"""Media is worked on in processes of its own: how one is launched, lives, and is spoken to."""
