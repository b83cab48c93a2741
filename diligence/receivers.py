"""Listens to announcements of this room."""
