"""A TCP relay on loopback that holds every octet back, as a link with that latency does, and writes down when either
side was heard; the times are those that the client sees.
"""
import asyncio
import threading
import time


class Edges:
    """When the client of one connection sent something, and when it was given something."""

    def __init__(self):
        self.begun = time.time()
        self._edges = []

    def sent(self):
        self._edges.append((time.time(), "sent"))

    def given(self):
        self._edges.append((time.time(), "given"))

    def round_trips(self, until):
        """How many flights of the client were answered until then."""
        trips, last = 0, None
        for moment, side in self._edges:
            if moment > until:
                break
            if (last, side) == ("sent", "given"):
                trips += 1
            last = side
        return trips


class Relay:
    """Serves connections to one port, on a thread of its own."""

    def __init__(self, target, delay):
        self.target, self.delay = target, delay
        self._loop = asyncio.new_event_loop()
        self.connections = []
        ready = threading.Event()
        threading.Thread(target=self._run, args=(ready,), daemon=True).start()
        ready.wait()

    def _run(self, ready):
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()

    async def _serve(self, from_client, to_client):
        edges = Edges()
        self.connections.append(edges)
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self.target)
        await asyncio.gather(
            self._carry(from_client, to_server, edges.sent), self._carry(from_server, to_client, given=edges.given))

    async def _carry(self, source, sink, sent=lambda: None, given=lambda: None):
        try:
            while octets := await source.read(65536):
                sent()
                self._loop.call_later(self.delay, self._give, sink, octets, given)
        except ConnectionError:
            pass
        self._loop.call_later(self.delay, sink.close)

    def _give(self, sink, octets, given):
        given()
        sink.write(octets)
