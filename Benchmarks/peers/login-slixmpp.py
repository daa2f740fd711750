"""Logs in, asks for the roster, says that it is available and stays until it is ended:
login-slixmpp.py JID PASSWORD HOST PORT starttls|direct CA-FILE
"""
import asyncio
import sys

import slixmpp


async def main(jid, password, host, port, mode, ca_file):
    client = slixmpp.ClientXMPP(jid, password)
    client.ca_certs = ca_file
    client.enable_direct_tls = mode == "direct"
    client.enable_starttls = mode == "starttls"

    async def started(_):
        await client.get_roster()
        client.send_presence()

    client.add_event_handler("session_start", started)
    client.connect(host, int(port))
    await asyncio.Event().wait()


asyncio.run(main(*sys.argv[1:]))
