"""PostgreSQL, the broker, web and workers on one machine, without Docker or system services.

Nothing in this package needs more than the standard library: settings import it to learn where
the database is, before Django is set up.
"""
