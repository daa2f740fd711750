"""The namespaces and the fixed elements that the scripted server speaks."""

CLIENT = "jabber:client"
STREAMS = "http://etherx.jabber.org/streams"
SASL = "urn:ietf:params:xml:ns:xmpp-sasl"
TLS = "urn:ietf:params:xml:ns:xmpp-tls"
BIND = "urn:ietf:params:xml:ns:xmpp-bind"
ROSTER = "jabber:iq:roster"
DISCO = "http://jabber.org/protocol/disco#info"
ITEMS = "http://jabber.org/protocol/disco#items"
STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas"
PING = "urn:xmpp:ping"

DOMAIN = "example.org"
FRIEND = "bob@example.org"
STRANGER = "mallory@evil.example"

STARTTLS = f"<stream:features><starttls xmlns='{TLS}'><required/></starttls></stream:features>"
PROCEED = f"<proceed xmlns='{TLS}'/>"
BIND_FEATURE = f"<stream:features><bind xmlns='{BIND}'/></stream:features>"


def header(domain=DOMAIN):
    return (
        f"<?xml version='1.0'?><stream:stream xmlns='{CLIENT}' xmlns:stream='{STREAMS}' id='s1' "
        f"from='{domain}' version='1.0' xml:lang='en'>"
    )


def mechanisms(names, bindings=()):
    listed = "".join(f"<mechanism>{name}</mechanism>" for name in names)
    announced = "".join(f"<channel-binding type='{kind}'/>" for kind in bindings)
    if announced:
        announced = f"<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'>{announced}</sasl-channel-binding>"
    return f"<stream:features><mechanisms xmlns='{SASL}'>{listed}</mechanisms>{announced}</stream:features>"


def local(element):
    return element.tag.rpartition("}")[2]


def namespace(element):
    return element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""
