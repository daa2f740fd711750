/// The server-first-message of RFC 5802 §7, taken apart strictly.
struct SCRAMServerFirst: Hashable {
    /// Messages longer than this are refused; real ones have about 100 bytes.
    static let limit = 4096

    /// The message itself, for the signature.
    let message: [UInt8]
    let nonce: String
    let salt: [UInt8]
    let iterations: Int
    /// The optional attributes after the iteration count, each once.
    let extensions: [Character: String]

    init(_ bytes: [UInt8]) throws(SASLError) {
        let attributes = try SCRAMAttribute.parse(bytes, limit: Self.limit)
        if attributes.first?.name == "m" { throw SASLError(.unknownExtension) }
        guard attributes.count >= 3,
            attributes[0].name == "r", attributes[1].name == "s", attributes[2].name == "i",
            attributes[0].value.utf8.allSatisfy({ 0x21...0x7E ~= $0 }),
            let salt = Base64.decode(attributes[1].value), !salt.isEmpty
        else { throw SASLError(.malformedMessage) }
        message = bytes
        nonce = attributes[0].value
        self.salt = salt
        iterations = try Self.iterations(attributes[2].value)
        var extensions: [Character: String] = [:]
        for attribute in attributes.dropFirst(3) { extensions[attribute.name] = attribute.value }
        self.extensions = extensions
    }

    private static func iterations(_ text: String) throws(SASLError) -> Int {
        let digits = text.utf8
        guard digits.allSatisfy({ 0x30...0x39 ~= $0 }), digits.first != 0x30 else {
            throw SASLError(.malformedMessage)
        }
        guard let number = Int(text), SCRAMKeys.iterationRange.contains(number) else {
            throw SASLError(.iterationsOutOfRange)
        }
        return number
    }
}
