"""A day of visits in a good order: who goes where, and when."""
