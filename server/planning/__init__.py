"""Who can come when, and agreeing on it: the desk plans, the tenant chooses and moves."""
