/// One entry of a stanza's node array: an element, an attribute or a run of text, in document order.
///
/// An element is followed by its attributes, then by its content. Names are string ids (see `XMLStanza`), values are
/// spans of the stanza's bytes.
struct XMLRecord {
    /// Marks a run of text in `name`.
    static let textMark = UInt32.max

    /// String id of the local name, or `textMark`.
    var name: UInt32
    /// String id of the namespace; 0 in a run of text.
    var namespace: UInt32
    /// Element: index of the record after its last descendant. Attribute, text: offset of the value.
    var position: UInt32
    /// Element: number of attributes. Attribute, text: length of the value in bytes.
    var count: UInt32

    var isText: Bool { name == Self.textMark }
}

/// A range of bytes.
struct XMLSpan {
    var offset: UInt32
    var length: UInt32
}
