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
REGISTER = "jabber:iq:register"
SASL2 = "urn:xmpp:sasl:2"
BIND2 = "urn:xmpp:bind:0"
CHANNELS = "urn:xmpp:sasl-cb:0"
FAST = "urn:xmpp:fast:0"
SM = "urn:xmpp:sm:3"
CARBONS = "urn:xmpp:carbons:2"
FORWARD = "urn:xmpp:forward:0"
MAM = "urn:xmpp:mam:2"
RSM = "http://jabber.org/protocol/rsm"
FORM = "jabber:x:data"
DELAY = "urn:xmpp:delay"
SID = "urn:xmpp:sid:0"
MUC = "http://jabber.org/protocol/muc"

DOMAIN = "example.org"
FRIEND = "bob@example.org"
STRANGER = "mallory@evil.example"

STARTTLS = f"<stream:features><starttls xmlns='{TLS}'><required/></starttls></stream:features>"
PROCEED = f"<proceed xmlns='{TLS}'/>"
BIND_FEATURE = f"<stream:features><bind xmlns='{BIND}'/></stream:features>"
MANAGED_BIND = f"<stream:features><bind xmlns='{BIND}'/><sm xmlns='{SM}'/></stream:features>"


def header(domain=DOMAIN):
    return (
        f"<?xml version='1.0'?><stream:stream xmlns='{CLIENT}' xmlns:stream='{STREAMS}' id='s1' "
        f"from='{domain}' version='1.0' xml:lang='en'>"
    )


def mechanisms(names, bindings=()):
    listed = "".join(f"<mechanism>{name}</mechanism>" for name in names)
    return f"<stream:features><mechanisms xmlns='{SASL}'>{listed}</mechanisms>{channels(bindings)}</stream:features>"


def channels(bindings):
    """The types of channel binding that the server announces (XEP-0440); nothing where there are none."""
    announced = "".join(f"<channel-binding type='{kind}'/>" for kind in bindings)
    return announced and f"<sasl-channel-binding xmlns='{CHANNELS}'>{announced}</sasl-channel-binding>"


def local(element):
    return element.tag.rpartition("}")[2]


def namespace(element):
    return element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""
