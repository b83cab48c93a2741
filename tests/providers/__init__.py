"""Real identity providers on this machine, run with an environment of their own."""
