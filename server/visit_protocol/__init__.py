"""What happens at a visit and what is asked of her who lives there: read beforehand in her own
language, and agreed to by name."""
