"""Damp and mould go step by step, each within its time: looked at, what it is in writing, made
safe, works begun. The times are those of `urgency/clocks.py`."""
