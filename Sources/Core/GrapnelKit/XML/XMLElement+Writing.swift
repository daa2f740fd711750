extension XMLElement: CustomStringConvertible {
    /// The element as XML text, to be placed where `defaultNamespace` is in force.
    ///
    /// A namespace is declared only where it differs from the context, so a stanza of a client stream is written
    /// `within: "jabber:client"`. Attributes of other namespaces get prefixes that are declared on their element.
    public func serialized(within defaultNamespace: String = "") -> String {
        var bytes: [UInt8] = []
        write(into: &bytes, within: defaultNamespace)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The element as XML text, with its own namespace declared.
    public var description: String { serialized() }

    /// Appends what `serialized(within:)` returns, as UTF-8.
    package func write(into bytes: inout [UInt8], within defaultNamespace: String = "") {
        withExtendedLifetime(stanza) {
            defaultNamespace.withBytes { XMLWriter(stanza: stanza).write(index, within: $0, into: &bytes) }
        }
    }
}
