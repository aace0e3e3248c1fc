"""How soon a repair has to be done: targets, clocks, and the fair score of what is late."""
