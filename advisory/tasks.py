"""Tasks of this room: each calls one action."""
