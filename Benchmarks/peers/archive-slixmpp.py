"""Reads an archive in pages of 250 and keeps nothing:
archive-slixmpp.py JID PASSWORD HOST PORT CA-FILE COUNT

Prints the processor time and the time on the clock, in seconds, from the first query to the last page.
"""
import asyncio
import sys
import time

import slixmpp


async def read(client, count):
    processor, clock, seen = time.process_time(), time.monotonic(), 0
    async for result in client.plugin["xep_0313"].iterate(rsm={"max": 250}):
        if result["mam_result"]["forwarded"]["stanza"]["body"]:
            seen += 1
    print(time.process_time() - processor, time.monotonic() - clock, flush=True)
    if seen < count:
        sys.exit(f"{seen} of {count} messages were in the archive")


async def main(jid, password, host, port, ca_file, count):
    client = slixmpp.ClientXMPP(jid, password)
    client.ca_certs = ca_file
    client.enable_direct_tls = True
    client.enable_starttls = False
    client.register_plugin("xep_0313")
    started = asyncio.Event()
    client.add_event_handler("session_start", lambda _: started.set())
    client.connect(host, int(port))
    await started.wait()
    await read(client, int(count))
    await client.disconnect()


asyncio.run(main(*sys.argv[1:]))
