"""What the tenant meets: plain pages that work before, and without, JavaScript."""
