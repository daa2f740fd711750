"""Connections that break while messages go both ways."""

import json
import time
from pathlib import Path

from journal import Journal
from outcome import Outcome, Progress, Quiet
from peer import Peer, Talk
from program import Program
from tally import tally

WINDOW = 80  # messages each way that may be on their way before their sender is held
PATIENCE = 50  # seconds without any news after which a run is over


class Client:
    """What `grapnel-endure` tells of itself."""

    def __init__(self, binary, plan, talk, log):
        self.log = log
        self.counts = {"online": 0, "offline": 0, "received": 0, "sent": 0, "kill": 0, "said": 0}
        self.kinds = {}
        self.result = {}
        self.talk = talk
        self.program = Program([binary], self._take)
        self.program.say(json.dumps(plan))

    def _take(self, line):
        if self.log:
            print(f"{time.time():.3f} {line}", file=self.log, flush=True)
        word, _, rest = line.partition(" ")
        if word in ("sent", "said"):
            self.counts[word] = int(rest)
        elif word == "kill":
            self.counts["kill"] += 1
            self.kinds[rest] = self.kinds.get(rest, 0) + 1
        elif word in ("online", "offline"):
            self.counts[word] += 1
        elif word == "result":
            self.result = json.loads(rest)
        elif word == "received":
            self.talk.note(int(rest))

    def end(self):
        self.program.say("end")
        return self.program.wait(60)


def run(options, server, binaries, directory):
    messages = options.messages or (600 if options.short else 10_000)
    wanted = options.kills if options.kills is not None else (30 if options.short else 500)
    profile = Path(directory) / "profile"
    secret = Path(directory) / "password-of-alice"
    secret.write_text(server.passwords["alice"] + "\n")
    peer = Peer(server, "bob", server.passwords["bob"])
    talk = Talk(server.address("alice"), messages, options.rate, WINDOW)
    plan = {
        "account": server.address("alice"), "host": server.host, "port": server.direct_tls_port, "ca": server.ca_file,
        "passwordFile": str(secret), "peer": peer.address, "profile": str(profile), "messages": messages,
        "rate": options.rate, "window": WINDOW, "kills": wanted, "refusedShare": options.refuse / 100,
        "seed": options.seed, "wire": options.wire and f"{options.wire}.{server.kind}",
    }  # fmt: skip
    client = Client(binaries / "grapnel-endure", plan, talk, options.log)
    journal, looked = Journal(profile), 0.0
    progress, quiet = Progress(server.kind), Quiet(PATIENCE)
    while client.program.is_alive and not peer.failure and not quiet.is_reached:
        time.sleep(0.05)
        if client.counts["online"] and peer.talk is None:
            peer.begin(talk)
        now = client.counts
        # What a long catch-up brings need not be shown one by one.
        if now["online"] and time.monotonic() - looked > 0.5:
            now["received"], looked = journal.count(), time.monotonic()
            talk.note(now["received"])
        quiet.note((len(peer.heard), peer.said, *now.values()))
        progress.show(
            f"{len(peer.heard)} of {messages} out, {now['received']} of {messages} in, {now['kill']} of {wanted} kills"
        )
        # What comes twice may come late.
        done = min(len(peer.heard), now["received"], now["sent"]) >= messages and now["kill"] >= wanted
        if done and quiet.seconds >= 3:
            break
    faults = [f"nothing has happened for {PATIENCE} s"] if quiet.is_reached else []
    status = client.end()
    peer.stop()
    return judge(server, peer, client, status, journal, messages, wanted, progress, faults)


def judge(server, peer, client, status, journal, messages, wanted, progress, faults):
    out = tally([f"out {number}" for number in range(1, messages + 1)], [heard.body for heard in peer.heard])
    into = tally([Talk.body(number) for number in range(1, messages + 1)], [entry.body for entry in journal.incoming()])
    unsent = [entry.body for entry in journal.outgoing() if entry.state not in ("sent", "confirmed")]
    result = client.result
    if unsent:
        faults.append(f"not noted as sent: {', '.join(unsent[:12])}")
    if status != 0:
        faults.append(f"the client ended with status {status}")
    faults += [text for text in (peer.failure,) if text]
    faults += result.get("complaints", [])[:12]
    faults += [f"came back to bob as an error: {message.body or message.id}" for message in peer.bounced[:12]]
    faults += [f"the database: {text}" for text in journal.faults()]
    if client.counts["kill"] < wanted:
        faults.append(f"only {client.counts['kill']} of {wanted} connections were broken")
    both = out + into
    counts = {
        "server": server.kind, "sent": len(set(heard.body for heard in peer.heard)), "received": len(journal.incoming()),
        "lost": len(both.lost), "doubled": len(both.doubled), "reordered": len(both.reordered),
        "kills": client.counts["kill"], "resumed": result.get("resumed", 0), "refused": result.get("refused", 0),
        "unsent": len(unsent), "seconds": round(progress.seconds),
    }  # fmt: skip
    outcome = Outcome(counts, both, faults)
    progress.show(f"{client.counts['online']} times online; broken by {client.kinds}", now=True)
    for name, found in (("out", out), ("in", into)):
        for line in found.explain():
            progress.show(f"{name}: {line}", now=True)
    for line in faults + (client.program.complaints[-20:] if not outcome.is_clean else []):
        progress.show(line, now=True)
    return outcome
