"""Work that is left after a visit: the technician proposes it, and whoever has the work
gives it out."""
