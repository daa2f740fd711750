/// The namespaces of RFC 6120 that the stream itself speaks.
package enum StreamNamespace {
    package static let client = "jabber:client"
    package static let streams = "http://etherx.jabber.org/streams"
    package static let errors = "urn:ietf:params:xml:ns:xmpp-streams"
    package static let tls = "urn:ietf:params:xml:ns:xmpp-tls"
    package static let sasl = "urn:ietf:params:xml:ns:xmpp-sasl"
    /// XEP-0388.
    package static let sasl2 = "urn:xmpp:sasl:2"
    /// XEP-0386.
    package static let bind2 = "urn:xmpp:bind:0"
    /// XEP-0484.
    package static let fast = "urn:xmpp:fast:0"
    /// XEP-0352.
    package static let clientState = "urn:xmpp:csi:0"
    package static let bind = "urn:ietf:params:xml:ns:xmpp-bind"
    /// XEP-0198.
    package static let management = "urn:xmpp:sm:3"
    /// XEP-0440.
    package static let channelBinding = "urn:xmpp:sasl-cb:0"
}
