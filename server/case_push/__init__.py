"""A tenant's own phone as a way to tell her of her repair, by push."""
