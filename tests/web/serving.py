"""A small server on this machine that answers as a test wants, well or badly."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext

Answer = Callable[[BaseHTTPRequestHandler], None]


def say(
    handler: BaseHTTPRequestHandler,
    body: bytes = b"{}",
    *,
    status: int = 200,
    kind: str = "application/json",
    **headers: str,
) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_args: object) -> None:
        """A connection that is cut is what these tests are about."""


@contextmanager
def serving(
    answer: Answer, tls: SSLContext | None = None
) -> Iterator[tuple[int, list[BaseHTTPRequestHandler]]]:
    """The port of a server, and the requests it got."""
    seen: list[BaseHTTPRequestHandler] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            seen.append(self)
            answer(self)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_args: object) -> None:
            """Silence is wanted."""

    server = _Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1], seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
