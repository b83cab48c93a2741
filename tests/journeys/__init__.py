"""Journeys through the running portal in Chromium, numbered along the flow."""
