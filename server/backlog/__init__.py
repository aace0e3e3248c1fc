"""The backlog in the right order: what comes first, why, and what a person changes about it."""
