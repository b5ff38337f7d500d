"""A small TCP balancer: each connection goes to the next server that takes it."""

import selectors
import socket
import socketserver
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import count

_BYTES = 65536


class Balancer(socketserver.ThreadingTCPServer):
    """Balances among ports of this machine, one after the other."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, ports: Sequence[int]) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.took: list[int] = []
        self._ports = ports
        self._turn = count()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def connect(self) -> socket.socket | None:
        """A connection to the next server that takes one."""
        for _ in self._ports:
            port = self._ports[next(self._turn) % len(self._ports)]
            with suppress(OSError):
                connection = socket.create_connection(("127.0.0.1", port), timeout=5)
                self.took.append(port)
                return connection
        return None


class _Connection(socketserver.BaseRequestHandler):
    """Passes bytes on in both directions until either side ends."""

    server: Balancer

    def handle(self) -> None:
        there = self.server.connect()
        if there is None:
            return
        with closing(there), selectors.DefaultSelector() as ready, suppress(OSError):
            there.settimeout(None)
            ready.register(self.request, selectors.EVENT_READ, there)
            ready.register(there, selectors.EVENT_READ, self.request)
            while all(self._passed_on(key) for key, _ in ready.select()):
                pass

    def _passed_on(self, key: selectors.SelectorKey) -> bool:
        assert isinstance(key.fileobj, socket.socket)
        if piece := key.fileobj.recv(_BYTES):
            key.data.sendall(piece)
        return bool(piece)


@contextmanager
def balancing(*ports: int) -> Iterator[Balancer]:
    with Balancer(ports) as balancer:
        thread = threading.Thread(target=balancer.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield balancer
        finally:
            balancer.shutdown()
            thread.join()
