/// The XML declaration at the start of a stream.
///
/// libxml2 is told to ignore the encoding that is declared, because it would obey: UTF-7 turns text into elements, and
/// its converters write to standard error. So the declaration, which libxml2 has found well-formed, is read here.
enum XMLDeclaration {
    /// The declared encoding, or nil if there is no declaration or it names none.
    static func encoding(in bytes: UnsafeBufferPointer<UInt8>) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasPrefix("<?xml") else { return nil }
        let words = text.split { $0.isWhitespace || $0 == "=" || $0 == "'" || $0 == "\"" }
        guard let label = words.firstIndex(of: "encoding"), label + 1 < words.count else { return nil }
        return String(words[label + 1])
    }
}
