"""Which member may do what now in this room, always with the reason."""
