"""Views of the work list that somebody gave a name, for herself or for all colleagues."""
