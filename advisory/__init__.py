"""The national hub's room: refer → triage → advise. It sees only what was sent to it."""
