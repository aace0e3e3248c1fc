"""How a tenant repairs something small herself, step by step: guides, drawings and films."""
