"""Prints the processor time, in seconds, from a message `begin` to a message `end`:
receive-slixmpp.py JID PASSWORD HOST PORT CA-FILE
"""
import asyncio
import sys
import time

import slixmpp


async def main(jid, password, host, port, ca_file):
    client = slixmpp.ClientXMPP(jid, password)
    client.ca_certs = ca_file
    client.enable_direct_tls = True
    client.enable_starttls = False
    ended = asyncio.Event()
    begun = 0.0

    def received(message):
        nonlocal begun
        body = message["body"]
        if body == "begin":
            begun = time.process_time()
        if body == "end":
            print(time.process_time() - begun, flush=True)
            ended.set()

    client.add_event_handler("session_start", lambda _: client.send_presence())
    client.add_event_handler("message", received)
    client.connect(host, int(port))
    await ended.wait()


asyncio.run(main(*sys.argv[1:]))
