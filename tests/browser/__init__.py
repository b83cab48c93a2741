"""What the suites share that look at the running portal through Chromium."""
