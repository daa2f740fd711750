/// The stanza that is being read, in growing buffers that are reused from stanza to stanza.
///
/// Plain memory instead of arrays: the parser's callbacks run for every tag, and here they pay neither for reference
/// counting nor for exclusivity checks. Owned by `XMLParserState`, which calls `deallocate` once.
struct XMLScratch {
    /// Buffers that grew beyond this are given back after the stanza.
    private static let keptBytes = 65_536

    private(set) var records = UnsafeMutablePointer<XMLRecord>.allocate(capacity: 256)
    private(set) var recordCount = 0
    private var recordCapacity = 256
    private var bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: 4_096)
    private var byteCount = 0
    private var byteCapacity = 4_096
    private var strings = UnsafeMutablePointer<XMLSpan>.allocate(capacity: 16)
    private var stringCount = 0
    private var stringCapacity = 16

    func deallocate() {
        records.deallocate()
        bytes.deallocate()
        strings.deallocate()
    }

    mutating func clear() {
        recordCount = 0
        byteCount = 0
        stringCount = 0
        if byteCapacity > Self.keptBytes || recordCapacity > Self.keptBytes / 16 || stringCapacity > 4_096 {
            deallocate()
            self = XMLScratch()
        }
    }

    func stanza(names: XMLNames) -> XMLStanza {
        XMLStanza(
            names: names,
            records: UnsafeBufferPointer(start: records, count: recordCount),
            strings: UnsafeBufferPointer(start: strings, count: stringCount),
            bytes: UnsafeBufferPointer(start: bytes, count: byteCount)
        )
    }

    @inline(__always)
    mutating func append(_ record: XMLRecord) {
        if recordCount == recordCapacity {
            Self.grow(&records, &recordCapacity, used: recordCount, needed: recordCount + 1)
        }
        records[recordCount] = record
        recordCount &+= 1
    }

    /// Copies bytes and returns where they start.
    @inline(__always)
    mutating func append(_ source: UnsafePointer<UInt8>, _ count: Int) -> UInt32 {
        if count > byteCapacity - byteCount {
            Self.grow(&bytes, &byteCapacity, used: byteCount, needed: byteCount + count)
        }
        (bytes + byteCount).update(from: source, count: count)
        let offset = UInt32(truncatingIfNeeded: byteCount)
        byteCount &+= count
        return offset
    }

    mutating func addString(_ source: UnsafePointer<UInt8>, _ count: Int) -> UInt32 {
        if stringCount == stringCapacity {
            Self.grow(&strings, &stringCapacity, used: stringCount, needed: stringCount + 1)
        }
        strings[stringCount] = XMLSpan(offset: append(source, count), length: UInt32(count))
        stringCount += 1
        return UInt32(stringCount - 1) | XMLStanza.localBit
    }

    /// Shortens the last value after entities in it were replaced.
    mutating func removeLastBytes(_ count: Int) {
        byteCount -= count
    }

    func byte(at offset: Int) -> UnsafeMutablePointer<UInt8> { bytes + offset }

    @inline(never)
    private static func grow<T: BitwiseCopyable>(
        _ memory: inout UnsafeMutablePointer<T>,
        _ capacity: inout Int,
        used: Int,
        needed: Int
    ) {
        let larger = max(capacity * 2, needed)
        let replacement = UnsafeMutablePointer<T>.allocate(capacity: larger)
        replacement.update(from: memory, count: used)
        memory.deallocate()
        memory = replacement
        capacity = larger
    }
}
