"""Uptake: what ministries and the Commission read, disclosure-controlled, never a row."""
