"""The visits that were agreed on with tenants: when, by whom, and what became of them."""
