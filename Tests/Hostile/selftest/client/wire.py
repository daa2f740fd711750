"""Octets to elements, and the few namespaces."""

from xml.parsers import expat

from client import DEFECT

NS = "http://etherx.jabber.org/streams"
CLIENT = "jabber:client"
SASL = "urn:ietf:params:xml:ns:xmpp-sasl"
SASL2 = "urn:xmpp:sasl:2"
FAST = "urn:xmpp:fast:0"
SM = "urn:xmpp:sm:3"
CARBONS = "urn:xmpp:carbons:2"
MAM = "urn:xmpp:mam:2"
SID = "urn:xmpp:sid:0"
DISCO = "http://jabber.org/protocol/disco#info"
RESTRICTED = "restricted-xml"


class Refused(Exception):
    """The stream ends with this condition."""

    def __init__(self, condition, more=""):
        super().__init__(condition)
        self.more = more


class Node:
    def __init__(self, name, attributes):
        self.namespace, _, self.name = name.rpartition(" ")
        self.attributes, self.children, self.text = attributes, [], ""

    def first(self, name, namespace=None):
        return next((child for child in self.all(name, namespace)), None)

    def all(self, name, namespace=None):
        return [child for child in self.children if child.name == name and namespace in (None, child.namespace)]

    def get(self, name, default=""):
        return self.attributes.get(name, default)


class Parser:
    def __init__(self):
        self.parser = expat.ParserCreate("UTF-8", " ")
        self.stack, self.ready, self.size = [], [], 0
        self.unparsed = b""
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        if DEFECT != "comments":
            self.parser.CommentHandler = lambda _: self.refuse(RESTRICTED)
        self.parser.ProcessingInstructionHandler = lambda *_: self.refuse(RESTRICTED)
        self.parser.StartDoctypeDeclHandler = lambda *_: self.refuse(RESTRICTED)
        self.parser.XmlDeclHandler = self.declared

    def declared(self, _version, encoding, _standalone):
        if encoding and encoding.upper() != "UTF-8":
            self.refuse("unsupported-encoding")

    def refuse(self, condition):
        raise Refused(condition)

    def start(self, name, attributes):
        node = Node(name, attributes)
        if self.stack:
            self.stack[-1].children.append(node)
        self.stack.append(node)
        if len(self.stack) == 1:
            self.ready.append(node)
        if len(self.stack) > 128:
            self.refuse("policy-violation")

    def characters(self, text):
        if self.stack:
            self.stack[-1].text += text
            self.size += len(text)
            if self.size > 1 << 21 and DEFECT != "size":
                self.refuse("policy-violation")

    def end(self, _name):
        node = self.stack.pop()
        if len(self.stack) == 1:
            self.stack[0].children.clear()
            self.ready.append(node)
            self.size = 0

    def feed(self, octets):
        # Newer versions of expat put a markup off that came in pieces until much more has come.
        whole = self.unparsed + octets
        end = len(whole) if len(whole) > 4096 else whole.rfind(b">") + 1
        self.unparsed = whole[end:]
        try:
            self.parser.Parse(whole[:end], False)
        except expat.ExpatError as error:
            raise Refused("restricted-xml" if "entity" in str(error) else "not-well-formed") from error
        finally:
            found, self.ready = self.ready, []
            self.found = found
        return found
