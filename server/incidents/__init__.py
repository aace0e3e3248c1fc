"""One cause behind several reports from one building: seen, confirmed by a person, told once."""
