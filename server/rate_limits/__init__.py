"""How often something may be done, by an address and by a person: against guessing and flooding."""
