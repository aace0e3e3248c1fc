"""Measures the product beside other products, in one run, on one machine. See README.md."""
