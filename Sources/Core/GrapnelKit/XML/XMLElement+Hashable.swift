extension XMLElement: Hashable {
    /// Two elements are equal if they say the same: the order of attributes does not count, prefixes do not exist.
    public static func == (one: XMLElement, other: XMLElement) -> Bool {
        if one.stanza === other.stanza, one.index == other.index { return true }
        return withExtendedLifetime((one.stanza, other.stanza)) {
            XMLComparison(one: one.stanza, other: other.stanza).equal(one.index, other.index)
        }
    }

    public func hash(into hasher: inout Hasher) {
        withExtendedLifetime(stanza) {
            var position = index
            let end = stanza.contentEnd(index)
            while position < end {
                let record = stanza.records[position]
                if record.isText {
                    hasher.combine(bytes: UnsafeRawBufferPointer(stanza.value(record)))
                    position += 1
                } else {
                    hasher.combine(bytes: UnsafeRawBufferPointer(stanza.string(record.name)))
                    hasher.combine(bytes: UnsafeRawBufferPointer(stanza.string(record.namespace)))
                    // Attributes may come in any order, so only their number enters.
                    hasher.combine(record.count)
                    position = stanza.contentStart(position)
                }
            }
        }
    }
}

/// Compares parts of two stanzas; both must be kept alive by the caller.
private struct XMLComparison {
    let one: XMLStanza
    let other: XMLStanza

    func equal(_ mine: Int, _ others: Int) -> Bool {
        let end = one.contentEnd(mine)
        guard end - mine == other.contentEnd(others) - others else { return false }
        let shift = others - mine
        var position = mine
        while position < end {
            let left = one.records[position]
            let right = other.records[position + shift]
            guard left.isText == right.isText, left.count == right.count else { return false }
            if left.isText {
                guard sameValue(left, right) else { return false }
                position += 1
            } else {
                guard Int(left.position) + shift == Int(right.position), sameName(left, right) else { return false }
                guard sameAttributes(position, position + shift) else { return false }
                position = one.contentStart(position)
            }
        }
        return true
    }

    /// Both have the same number of attributes, and no element has one twice.
    private func sameAttributes(_ mine: Int, _ others: Int) -> Bool {
        let candidates = others + 1..<other.contentStart(others)
        return (mine + 1..<one.contentStart(mine)).allSatisfy { position in
            let record = one.records[position]
            return candidates.contains { sameName(record, other.records[$0]) && sameValue(record, other.records[$0]) }
        }
    }

    private func sameName(_ mine: XMLRecord, _ others: XMLRecord) -> Bool {
        same(mine.name, others.name) && same(mine.namespace, others.namespace)
    }

    private func same(_ mine: UInt32, _ others: UInt32) -> Bool {
        let shared = (mine | others) & XMLStanza.localBit == 0 && one.names === other.names
        if mine == others, shared { return true }
        return one.string(mine).holdsSameBytes(as: other.string(others))
    }

    private func sameValue(_ mine: XMLRecord, _ others: XMLRecord) -> Bool {
        one.value(mine).holdsSameBytes(as: other.value(others))
    }
}
