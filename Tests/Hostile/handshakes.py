"""Cases about TLS itself: certificate, version, cipher or protocol is wrong, and nothing may be said to that server."""

import re

from authority import SOUND, Request
from management import Management
from outcome import Skipped, require
from sasl2 import Offer
from tls import TLSPlan
from vocabulary import PROCEED

PAST = ("20200101000000Z", "20210101000000Z")
FUTURE = ("20480101000000Z", "20491231235959Z")
RSA = {bits: ("-newkey", f"rsa:{bits}") for bits in (512, 1024, 2048)}


def certificate(text):
    """The certificate that an action describes in words; None where the words are not understood."""
    found = {}
    for pattern, change in (
        (r"self[- ]signed", {"issuer": "self"}),
        (r"\bexpired\b|notAfter (?:in the past|yesterday)", {"valid": PAST}),
        (r"not yet valid|notBefore|in the future", {"valid": FUTURE}),
        (r"(?:unknown|untrusted|foreign|other|private) (?:root )?(?:CA|authority|issuer)", {"issuer": "stranger"}),
        (r"(?:missing|without|omits?) (?:the )?intermediate|intermediate (?:is )?(?:missing|not sent)",
         {"issuer": "intermediate", "sends_intermediate": False}),
        (r"CA:FALSE|basicConstraints|not a CA|leaf (?:used|signs|as)", {"issuer": "leaf"}),
        (r"clientAuth|(?:no|without) serverAuth|EKU", {"extensions": (*SOUND[:2], "extendedKeyUsage=clientAuth")}),
        (r"\bMD5\b", {"digest": "md5"}),
        (r"SHA-?1\b(?!\d)", {"digest": "sha1"}),
        (r"RSA[- ]?512|512[- ]bit", {"key": RSA[512]}),
        (r"RSA[- ]?1024|1024[- ]bit", {"key": RSA[1024]}),
        (r"(?:no|without) (?:SAN|subjectAltName)|CN only|only (?:a |the )?(?:CN|commonName)", {"names": ()}),
    ):  # fmt: skip
        if re.search(pattern, text, re.IGNORECASE):
            found |= change
    names = alternative_names(text)
    if names:
        found["names"] = names
    common = re.search(r"\b(?:CN|commonName) ?= ?([^\s,;]+)", text)
    if common:
        found["common_name"] = common[1]
        found.setdefault("names", ())
    return Request(**found) if found else None


def alternative_names(text):
    forms = (
        (r"dNSName=", "DNS:{}"),
        (r"(?:SRVName|SRV-ID|id-on-dnsSRV)=", "otherName:1.3.6.1.5.5.7.8.7;IA5STRING:{}"),
        (r"(?:xmppAddr|id-on-xmppAddr)=", "otherName:1.3.6.1.5.5.7.8.5;UTF8:{}"),
        (r"iPAddress=", "IP:{}"),
        (r"(?:URI|uniformResourceIdentifier)=", "URI:{}"),
    )
    return tuple(
        form.format(name.strip("\"'"))
        for pattern, form in forms
        for name in re.findall(pattern + r"([^\s,;()]+)", text, re.IGNORECASE)
    )


def by_certificate(attempt):
    """The handshake with the certificate that the action describes, by STARTTLS and directly."""
    if re.search(r"revoked|revocation|OCSP|CRL", attempt.case.input):
        raise Skipped("needs a check of revocation, which does not exist yet")
    request = certificate(attempt.case.input.partition("test CA")[2] or attempt.case.input)
    if request is None:
        raise Skipped("the certificate that the action describes is not understood")
    plan = TLSPlan(attempt.bench.authority.issue(request))
    for direct in (False, True):
        if attempt.case.verdict == "accept":
            server = attempt.begin(tls=plan, direct=direct)
            server.session()
        else:
            refused(attempt, attempt.script(tls=plan, direct=direct))
        attempt.fresh()


def refused(attempt, script, options="", environment=None, tells=()):
    """A handshake that the client breaks off: it says nothing over TLS, tells why, and lives."""
    server = attempt.listen(script)
    attempt.launch(script, options, environment)
    attempt.connect()
    peer = server.expect_connection() if script.direct else server.asked_for_tls()
    if not script.direct:
        peer.send(PROCEED.encode())
    said_before = len(peer.in_clear)
    peer.restart()
    ready = peer.upgrade(script.tls)
    if ready:
        peer.drain(1.5)
    spoken = bytes(peer.plain[said_before:])
    require(not spoken, f"the client went on and said {spoken[:60]!r}")
    require(peer.waits_for_close(4), "the connection stays open")
    peer.close()
    require(len(peer.in_clear) == said_before or b"<" not in peer.in_clear[said_before:], "it went on in clear")
    require(attempt.program.await_output(r"\w{3}", 5, attempt.start), "the user is not told")
    plain = attempt.program.text(attempt.start).lower().replace(":", "")
    for word in tells:
        require(word in plain, f"{word[:16]}... is not shown")
    attempt.check_responsive()
    attempt.check_printed()
    attempt.end()


def by_pin(attempt):
    """Key A is pinned: with it all is well, and key B stops the connection although its chain is sound."""
    pinned = attempt.bench.authority.issue(tag="A")
    other = attempt.bench.authority.issue(tag="B")
    options = f"--pin {pinned.fingerprint}"
    script = attempt.script(tls=TLSPlan(pinned))
    server = attempt.listen(script)
    attempt.launch(script, options)
    attempt.connect()
    server.session()
    tells = (pinned.fingerprint, other.fingerprint) if "both" in attempt.case.expect else ()
    attempt.fresh()
    refused(attempt, attempt.script(tls=TLSPlan(other)), options, tells=tells)


def by_version(attempt):
    """Only versions that RFC 8996 forbids."""
    versions = sorted(re.findall(r"1\.[0-3]", attempt.case.input))
    if not versions:
        raise Skipped("the TLS version of the action does not exist in this OpenSSL")
    certificate_ = attempt.bench.authority.issue(Request(key=RSA[2048]))
    refused(attempt, attempt.script(tls=TLSPlan(certificate_, oldest=versions[0], newest=versions[-1])))


def by_cipher(attempt):
    """Only ciphers that protect nothing; those that this OpenSSL still has."""
    words = (
        ("RC4", "RC4"), ("3DES", "3DES"), ("DES", "DES"), ("anonymous", "ADH:AECDH"), ("anon", "ADH:AECDH"),
        ("EXPORT", "EXP"), ("NULL", "eNULL"), ("CBC", "AES128-SHA:AES256-SHA"),
    )  # fmt: skip
    wanted = [cipher for word, cipher in words if word in attempt.case.input]
    # Whatever was named, the ones without any authentication or encryption stand in for what OpenSSL dropped.
    plan = TLSPlan(attempt.bench.authority.issue(), newest="1.2", ciphers=":".join([*wanted, "ADH", "eNULL"]))
    refused(attempt, attempt.script(tls=plan))


def by_protocol(attempt):
    """Direct TLS where the server answers with a protocol that is not XMPP."""
    name = re.search(r"ALPN \"([^\"]+)\"", attempt.case.input)
    if not name:
        raise Skipped("the protocol of the action is not understood")
    plan = TLSPlan(attempt.bench.authority.issue(), protocol=name[1].encode())
    refused(attempt, attempt.script(tls=plan, direct=True))


def without_verification(attempt):
    """No switch turns verification off: neither option, nor property, nor environment."""
    names = ("VERIFY", "TLS_VERIFY", "SSL_VERIFY", "INSECURE", "NO_VERIFY", "VERIFY_PEER")
    environment = {f"GRAPNEL_{name}": "off" if "VERIFY" in name and "NO" not in name else "1" for name in names}
    environment |= {"SSL_VERIFY": "0", "TLS_VERIFY": "0", "GIT_SSL_NO_VERIFY": "1", "NODE_TLS_REJECT_UNAUTHORIZED": "0"}
    script = attempt.script(tls=TLSPlan(attempt.bench.authority.issue(Request(issuer="self"))))
    refused(attempt, script, environment=environment)
    attempt.fresh()
    attempt.listen(script)
    attempt.launch(script)
    for name in ("verify", "tls-verify", "insecure"):
        attempt.program.say(f"/account set {script.account} {name} off")
    attempt.program.say("/help account")
    require(attempt.program.responds(), "the front does not answer")
    switch = re.search(r"--(?:no-)?(?:verify|insecure|trust-all)\b", attempt.program.text())
    require(switch is None, switch and f"there is a switch {switch[0]}")


def truncated(attempt):
    """The connection is cut within a stanza, without close_notify: the part is nothing, and the client comes back."""
    server = attempt.begin()
    session = server.session()
    session.sentinel()
    session.say("<message from='bob@example.org/x' type='chat' id='cut'><body>half of a sen")
    session.peer.drain(0.3)
    session.peer.cut()
    peer = server.accept(8)
    require(peer is not None, "the client does not come back after the loss of its connection")
    attempt.check_stored(["half of a sen"])
    attempt.check_alive()
    attempt.check_printed()


def renegotiated(attempt):
    """The server asks for another handshake under TLS 1.2, in an open session."""
    server = attempt.begin(tls=TLSPlan(attempt.bench.authority.issue(), newest="1.2"))
    session = server.session()
    require(session.sentinel(), "the session does not answer under TLS 1.2")
    session.peer.renegotiate()
    session.serve(3, lambda: not session.peer.tls.is_renegotiating)
    done = session.peer.failure is None and not session.peer.is_closed and not session.peer.tls.is_renegotiating
    require(not done, "the client renegotiated")
    attempt.check_responsive()


def early_data(attempt):
    """A ticket allows early data, and there are a token and a stream to resume: the next handshake brings none."""
    plan = TLSPlan(attempt.bench.authority.issue(), early_data=True)
    offer = Offer(tokens=("HT-SHA-256-EXPR", "HT-SHA-256-NONE"), tempts_early=True)
    management = Management()
    script = attempt.script(tls=plan, direct=True, sasl2=offer, management=management)
    server = attempt.listen(script)
    attempt.launch(script)
    for number in range(3):
        attempt.connect()
        session = server.session(20)
        require(42 not in extensions(bytes(session.peer.raw)), "the client hello announces early data")
        require(session.sentinel(), "the session does not answer")
        if number == 1:  # the last time there is no stream to resume
            attempt.program.say("/disconnect")
            session.serve(3)
            session.say("</stream:stream>")
            session.peer.close()
        else:
            session.peer.reset()


def extensions(record):
    """The types of the extensions of a client hello (RFC 8446 §4.1.2)."""
    at = 5 + 4 + 2 + 32
    at += 1 + record[at]
    at += 2 + int.from_bytes(record[at : at + 2], "big")
    at += 1 + record[at]
    end = at + 2 + int.from_bytes(record[at : at + 2], "big")
    at += 2
    found = []
    while at + 4 <= end:
        found.append(int.from_bytes(record[at : at + 2], "big"))
        at += 4 + int.from_bytes(record[at + 2 : at + 4], "big")
    return found
