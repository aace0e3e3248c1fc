"""How careful visits are, by region and by day: normal, careful, or for emergencies only."""
