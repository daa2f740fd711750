internal import Glibc

/// A domainpart: internationalized labels, an IPv4 address, or an IPv6 address in brackets.
package enum DomainName {
    /// The domain as it is stored, sent and compared: lower case, U-labels, without the final dot.
    ///
    /// Follows RFC 7622, section 3.2, with the mapping of RFC 5895, section 2, before the rules of RFC 5891,
    /// section 4.2, and the Bidi Rule for the whole name (RFC 5893, section 1.4).
    ///
    /// - Throws: ``PreparationError`` for an empty name or label, a label over 63 octets in ASCII, a character that
    ///   IDNA2008 refuses, an A-label that is not the one of its U-label, or a malformed IPv6 address.
    package static func prepare(_ name: String) throws(PreparationError) -> String {
        if name.utf8.first == UInt8(ascii: "[") { return try ipv6Literal(name) }
        let mapped = name.utf8.allSatisfy { $0 < 0x80 } ? name.asciiLowercased() : try self.mapped(name)
        let rooted = mapped.utf8.last == UInt8(ascii: ".") ? mapped.dropLast() : mapped[...]
        guard !rooted.isEmpty else { throw .empty }
        var labels: [String] = []
        for label in rooted.split(separator: ".", omittingEmptySubsequences: false) {
            labels.append(try prepare(label: String(label)))
        }
        try checkDirection(of: labels)
        return labels.joined(separator: ".")
    }

    /// The prepared domain in the form for DNS and certificates: A-labels instead of U-labels.
    package static func ascii(_ prepared: String) throws(PreparationError) -> String {
        if prepared.utf8.allSatisfy({ $0 < 0x80 }) { return prepared }
        var labels: [String] = []
        for label in prepared.split(separator: ".", omittingEmptySubsequences: false) {
            labels.append(label.utf8.allSatisfy { $0 < 0x80 } ? String(label) : try aLabel(of: String(label)))
        }
        return labels.joined(separator: ".")
    }

    /// RFC 5895, section 2: lower case, widths, NFC, and the ideographic full stop as a separator.
    private static func mapped(_ name: String) throws(PreparationError) -> String {
        let scalars = Array(name.unicodeScalars).widthMapped().flatMap(folded)
        guard let normalized = scalars.normalized(.nfc) else { throw .unstable }
        return normalized.map { $0 == "\u{3002}" ? "." : $0 }.text
    }

    /// The lower case of a code point, but of Cherokee the capitals, which alone are PVALID (RFC 5892, section 2.2,
    /// and Unicode's CaseFolding.txt: its small letters came later and fold to the capitals).
    private static func folded(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        switch scalar.value {
        case 0x13A0...0x13F5: [scalar]
        case 0x13F8...0x13FD: [Unicode.Scalar(scalar.value - 0x8) ?? scalar]
        case 0xAB70...0xABBF: [Unicode.Scalar(scalar.value - 0x97D0) ?? scalar]
        default: [scalar].lowercased()
        }
    }

    private static func prepare(label: String) throws(PreparationError) -> String {
        guard !label.isEmpty else { throw PreparationError(.malformedLabel, "has an empty label between two dots") }
        if label.hasPrefix("xn--") { return try uLabel(of: label) }
        guard label.utf8.allSatisfy({ $0 < 0x80 }) else {
            _ = try aLabel(of: label)
            return label
        }
        let bytes = Array(label.utf8)
        if let scalar = label.unicodeScalars.first(where: { !$0.isLDH }) { throw .disallowed(scalar) }
        guard bytes.count <= 63 else { throw .longLabel }
        let hyphen = UInt8(ascii: "-")
        guard bytes.first != hyphen, bytes.last != hyphen, bytes.dropFirst(2).prefix(2) != [hyphen, hyphen] else {
            throw .misplacedHyphen
        }
        return label
    }

    /// A name with one right-to-left label must hold the Bidi Rule in every label.
    private static func checkDirection(of labels: [String]) throws(PreparationError) {
        let labels = labels.map { Array($0.unicodeScalars) }
        guard labels.contains(where: BidiRule.applies(to:)) else { return }
        guard labels.allSatisfy(BidiRule.holds(for:)) else { throw .direction }
    }

    /// Checks `[…]` and writes the address the way RFC 5952 has it, so that its spellings compare equal.
    private static func ipv6Literal(_ name: String) throws(PreparationError) -> String {
        var address = in6_addr()
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard name.utf8.last == UInt8(ascii: "]"), !name.utf8.contains(0),
            inet_pton(AF_INET6, String(name.dropFirst().dropLast()), &address) == 1,
            inet_ntop(AF_INET6, &address, &text, socklen_t(INET6_ADDRSTRLEN)) != nil
        else { throw PreparationError(.malformedLabel, "is not an IPv6 address in brackets, as in [2001:db8::1]") }
        return "[" + String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) + "]"
    }
}
