/// Names that one parser has met, shared by the stanzas it produced: most sessions need one table for all their life.
///
/// The capacity is fixed, so that a peer that invents names cannot make a kept stanza hold on to more than this; names
/// that no longer fit are stored in the stanza itself, and the parser starts a new table at the next stanza.
///
/// `@unchecked Sendable`: memory below `count` is written once, before any stanza that refers to it leaves the parser,
/// and never moves; only the parser that owns the table reads or writes `count` and `used`.
final class XMLNames: @unchecked Sendable {
    /// Most strings in one table.
    static let capacity = 2_048
    /// Most bytes in one table.
    static let byteCapacity = 65_536

    let spans: UnsafeMutablePointer<XMLSpan>
    let bytes: UnsafeMutablePointer<UInt8>
    private(set) var count = 0
    private var used = 0

    init() {
        spans = .allocate(capacity: Self.capacity)
        bytes = .allocate(capacity: Self.byteCapacity)
    }

    deinit {
        spans.deallocate()
        bytes.deallocate()
    }

    subscript(id: Int) -> UnsafeBufferPointer<UInt8> {
        let span = spans[id]
        return UnsafeBufferPointer(start: bytes + Int(span.offset), count: Int(span.length))
    }

    /// Adds a string and returns its id, or nil if the table is full.
    func add(_ string: UnsafeBufferPointer<UInt8>) -> UInt32? {
        guard count < Self.capacity, string.count <= Self.byteCapacity - used else { return nil }
        if let start = string.baseAddress { (bytes + used).update(from: start, count: string.count) }
        spans[count] = XMLSpan(offset: UInt32(used), length: UInt32(string.count))
        used += string.count
        count += 1
        return UInt32(count - 1)
    }
}
