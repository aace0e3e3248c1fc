"""When a video call is, as far as a tenant chooses it."""
