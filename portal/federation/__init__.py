"""What identity providers say, read without trusting it: plain Python, no rows and no clock."""
