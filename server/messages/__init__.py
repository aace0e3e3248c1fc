"""A message to the tenant at every change she would ask about, and the log of them."""
