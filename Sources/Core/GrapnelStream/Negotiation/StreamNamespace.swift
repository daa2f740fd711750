/// The namespaces of RFC 6120 that the stream itself speaks.
package enum StreamNamespace {
    package static let client = "jabber:client"
    package static let streams = "http://etherx.jabber.org/streams"
    package static let errors = "urn:ietf:params:xml:ns:xmpp-streams"
    package static let tls = "urn:ietf:params:xml:ns:xmpp-tls"
    package static let sasl = "urn:ietf:params:xml:ns:xmpp-sasl"
    package static let bind = "urn:ietf:params:xml:ns:xmpp-bind"
    /// XEP-0198.
    package static let management = "urn:xmpp:sm:3"
    /// XEP-0440.
    package static let channelBinding = "urn:xmpp:sasl-cb:0"
}
