/// How much of one stanza the parser takes before it refuses the stream with policy-violation (RFC 6120 §13.12).
///
/// Everything is checked before memory grows for it, and in the same place however the bytes arrive.
public struct XMLLimits: Hashable, Sendable {
    /// Most bytes of a stanza as sent, from its first `<` to its last `>`; 2 MiB unless told.
    public var stanzaBytes = 2_097_152
    /// Most bytes of a single tag, comment or other markup; 64 KiB unless told.
    public var markupBytes = 65_536
    /// Most nested elements, the stanza itself included; 128 unless told.
    public var depth = 128
    /// Most attributes of an element, namespace declarations not counted; 256 unless told.
    public var attributes = 256
    /// Most elements in a stanza, itself included; 10,000 unless told.
    public var elements = 10_000

    public init() {}
}
