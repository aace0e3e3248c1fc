"""Web Push: a technician's phone says so when a photo comes back, also with the app closed."""
