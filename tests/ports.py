"""Ports for servers that tests start, stop and start again."""

import random
import socket

BELOW_OUTGOING = range(20_000, 32_000)
"""Linux gives outgoing connections 32768 and up: between a server's stop and its next start, a
port from there may be taken by anybody's connection."""


def free_port() -> int:
    """A port nobody listens on now, and that no outgoing connection is given meanwhile."""
    for port in random.sample(BELOW_OUTGOING, 100):
        with socket.socket() as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                line.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("none of a hundred ports is free")
