"""What the desk decides about a report: is it ours, when, and what to ask first."""
