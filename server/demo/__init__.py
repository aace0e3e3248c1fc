"""One believable housing corporation, for demonstrations and for the end-to-end tests."""
