extension JID {
    /// Reads an address that is ASCII and valid in one pass without tables, as nearly all are; nil for any other.
    ///
    /// A refusal here says nothing about the address, only that the long way has to judge it.
    init?(plain text: String) {
        let layout = text.utf8.withContiguousStorageIfAvailable { Layout(of: $0) } ?? nil
        guard let layout else { return nil }
        let prepared = layout.hasUppercase ? Self.lowercasing(layout.bareLength, of: text) : text
        self.init(prepared: prepared, localLength: layout.localLength, domainLength: layout.domainLength)
    }

    private static func lowercasing(_ length: Int, of text: String) -> String {
        String(unsafeUninitializedCapacity: text.utf8.count) { buffer in
            let (_, end) = buffer.initialize(from: text.utf8)
            for index in 0..<min(length, end) where buffer[index].isASCIIUppercase { buffer[index] |= 0x20 }
            return end
        }
    }

    /// Where the parts of a valid ASCII address are.
    private struct Layout {
        var localLength = 0
        var domainLength = 0
        /// Whether local part or domain hold capitals, which preparation lowers.
        var hasUppercase = false

        var bareLength: Int { localLength == 0 ? domainLength : localLength + 1 + domainLength }

        init?(of bytes: UnsafeBufferPointer<UInt8>) {
            let end = bytes.firstIndex(of: UInt8(ascii: "/")) ?? bytes.count
            var start = 0
            if let at = bytes[..<end].firstIndex(of: UInt8(ascii: "@")) {
                guard (1...JID.maximumPartLength).contains(at) else { return nil }
                for byte in bytes[..<at] {
                    guard ASCIISet.localpart.contains(byte) else { return nil }
                    hasUppercase = hasUppercase || byte.isASCIIUppercase
                }
                localLength = at
                start = at + 1
            }
            guard scanDomain(bytes, from: start, to: end) else { return nil }
            domainLength = end - start
            guard end < bytes.count else { return }
            let resource = bytes[(end + 1)...]
            guard (1...JID.maximumPartLength).contains(resource.count),
                resource.allSatisfy(ASCIISet.freeform.contains)
            else { return nil }
        }

        /// Accepts labels of letters, digits and inner hyphens that are not A-labels.
        private mutating func scanDomain(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Bool {
            guard (1...JID.maximumPartLength).contains(end - start) else { return false }
            var label = start
            for index in start...end {
                if index < end, bytes[index] != UInt8(ascii: ".") {
                    guard bytes[index].isLDH else { return false }
                    hasUppercase = hasUppercase || bytes[index].isASCIIUppercase
                    continue
                }
                let length = index - label
                guard (1...63).contains(length), bytes[label] != UInt8(ascii: "-"),
                    bytes[index - 1] != UInt8(ascii: "-"),
                    length < 4 || bytes[label + 2] != UInt8(ascii: "-") || bytes[label + 3] != UInt8(ascii: "-")
                else { return false }
                label = index + 1
            }
            return true
        }
    }
}
