/// A number as stream management writes it: an unsigned integer of 32 bits in decimal (XEP-0198 §13).
package struct StanzaCount: Sendable, Hashable {
    package let number: UInt32

    /// Nil for nothing, signs, spaces, anything beyond 32 bits and more digits than that takes.
    package init?(_ text: String?) {
        guard let text, 1...10 ~= text.utf8.count, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
            let number = UInt32(text)
        else { return nil }
        self.number = number
    }
}
