"""Small parts that a tenant gets by post or picks up, so that she can repair it herself."""
