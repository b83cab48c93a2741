"""The record: what its events are, how they are sealed, checked and pruned."""
