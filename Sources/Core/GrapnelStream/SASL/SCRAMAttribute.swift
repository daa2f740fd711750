/// One `name=value` of a SCRAM message.
struct SCRAMAttribute: Hashable {
    let name: Character
    let value: String

    /// Splits a message at its commas; every attribute has one letter, a value, and stands once.
    static func parse(_ bytes: [UInt8], limit: Int) throws(SASLError) -> [SCRAMAttribute] {
        guard bytes.count <= limit, let text = String(validating: bytes, as: UTF8.self) else {
            throw SASLError(.malformedMessage)
        }
        var attributes: [SCRAMAttribute] = []
        var seen: Set<Character> = []
        for part in text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let bytes = Array(part)
            guard bytes.count >= 3, bytes[1] == UInt8(ascii: "="), !bytes.contains(0) else {
                throw SASLError(.malformedMessage)
            }
            let name = Character(Unicode.Scalar(bytes[0]))
            guard name.isASCII, name.isLetter, seen.insert(name).inserted else { throw SASLError(.malformedMessage) }
            attributes.append(SCRAMAttribute(name: name, value: String(decoding: bytes.dropFirst(2), as: UTF8.self)))
        }
        return attributes
    }
}
