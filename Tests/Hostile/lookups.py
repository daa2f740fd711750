"""Cases about how the client finds its server: by what DNS says, by nothing else, and through a proxy not at all."""

import contextlib
import re
import socket
import time

from namespace import ADDRESS, ELSEWHERE, is_inside
from outcome import Skipped, require
from resolver import Resolver
from server import Server
from socks import NAME, Proxy
from vocabulary import DOMAIN

CLIENT_PORT, DIRECT_PORT = 5222, 5223
WEB_PORTS = (80, 443, 5280, 5281)
ABSENT = re.compile(r"no XMPP|no service|not available|does not offer|offers? no|not provide|has no ", re.IGNORECASE)


def by_records(attempt):
    """The domain has an address with a server on it; the case says what else DNS has."""
    if not is_inside(attempt):
        return
    records = {(DOMAIN, "A"): [ADDRESS], ("evil.example", "A"): [ELSEWHERE]} | stated(attempt.case)
    places = [(ADDRESS, DIRECT_PORT), *((ELSEWHERE, port) for port in (CLIENT_PORT, DIRECT_PORT, *WEB_PORTS))]
    with Resolver(records) as resolver, Traps(places) as traps:
        attempt.server = server = Server(attempt.script(host=None, listens=ADDRESS), CLIENT_PORT)
        attempt.launch(server.script)
        attempt.connect()
        if any(kind == "SRV" and values[0][3] == "." for (_, kind), values in records.items()):
            decidedly_absent(attempt, server, resolver)
        else:
            session = server.session()
            require(session.sentinel(), "the session does not answer")
        named = [f"{kind} of {name}" for name, kind in resolver.questions if kind == "TXT" or "evil" in name]
        require(not named, f"the client asked for {', '.join(named)}")
        traps.check()
    attempt.check_responsive()


def stated(case):
    """The records that a case writes down."""
    found = {}
    for name, *data, target in re.findall(r"(_\S+) SRV (\d+) (\d+) (\d+) (\S+)", case.given):
        found[(name, "SRV")] = [(*map(int, data), target)]
    for name, text in re.findall(r"TXT (\S+) \"([^\"]*)\"", case.given):
        found[(name, "TXT")] = [text]
    if not found:
        raise Skipped("the records of the case are not understood")
    return found


def decidedly_absent(attempt, server, resolver):
    """The target "." (RFC 2782): the domain says that there is no service, and that is the end of it."""
    require(server.accept(attempt.watch(3)) is None, "the client connected although the service is decidedly absent")
    asked = [f"{kind} of {name}" for name, kind in resolver.questions if kind in ("A", "AAAA")]
    require(not asked, f"the client looked for another way: {', '.join(asked)}")
    require(("_xmpp-client._tcp." + DOMAIN, "SRV") in resolver.questions, "the client did not ask for the records")
    text = attempt.program.text(attempt.start)
    require(DOMAIN in text and ABSENT.search(text) is not None, f"the person is not told why: {text.strip()[-160:]!r}")


def by_proxy(attempt):
    """With a proxy set nothing is looked up here, names go to the proxy, and without it nothing goes anywhere."""
    if not is_inside(attempt):
        return
    records = {(DOMAIN, "A"): [ADDRESS], ("_xmpp-client._tcp." + DOMAIN, "SRV"): [(0, 0, CLIENT_PORT, DOMAIN)]}
    places = [(ADDRESS, port) for port in (CLIENT_PORT, DIRECT_PORT, *WEB_PORTS)]
    with Resolver(records) as resolver, Traps(places) as traps:
        server = attempt.listen(attempt.script(host=None))
        proxy = Proxy(server.port)
        attempt.launch(server.script, f"--proxy socks5://127.0.0.1:{proxy.port}")
        attempt.connect()
        session = server.session()
        require(session.sentinel(), "the session does not answer")
        require(bool(proxy.wishes), "the client came without the proxy")
        by_address = [wish for wish in proxy.wishes if wish.kind != NAME]
        require(not by_address, f"the proxy was asked for an address: {by_address}")
        require(all(wish.host == DOMAIN for wish in proxy.wishes), f"the proxy was asked for {proxy.wishes}")
        proxy.close()
        session.peer.cut()
        attempt.connect()
        require(server.accept(attempt.watch(4)) is None, "the client came without the proxy")
        require(not resolver.questions, f"the client asked a name server for {resolver.questions}")
        traps.check()
    attempt.check_responsive()


class Traps:
    """Places where any connection is a failure."""

    def __init__(self, places):
        self.listeners = [socket.create_server(place) for place in places]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for listener in self.listeners:
            listener.close()

    def check(self):
        time.sleep(0.2)
        for listener in self.listeners:
            listener.settimeout(0)
            with contextlib.suppress(BlockingIOError):
                listener.accept()[0].close()
                require(False, f"the client connected to {listener.getsockname()}")
