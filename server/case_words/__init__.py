"""A repair in the words of the tenant, and of who helps her."""
