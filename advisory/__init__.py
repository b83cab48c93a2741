"""The national hub's side of the mission: refer, triage, advise."""
