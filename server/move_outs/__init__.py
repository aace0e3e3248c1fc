"""A tenant leaves: her home is looked at with her, and what is to be done is agreed.

It is a repair request with two jobs, so that calls, visits, photos, messages and her own page are
those of every repair; here stands what both sides agreed.
"""
