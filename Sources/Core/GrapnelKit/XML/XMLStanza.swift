/// The storage behind `XMLElement`: a whole tree as one array of records and one buffer of bytes.
///
/// A string id refers to the shared name table, or, with `localBit` set, to the stanza's own strings. What is stored is
/// always legal: text holds only characters of XML 1.0, names are NCNames, two runs of text never touch, and no run is
/// empty. Whoever fills the storage (`XMLTreeBuilder`, the parser) keeps that.
///
/// `@unchecked Sendable`: nothing changes after `init`, and the memory belongs to this object alone.
final class XMLStanza: @unchecked Sendable {
    static let localBit: UInt32 = 0x8000_0000

    let names: XMLNames?
    let records: UnsafePointer<XMLRecord>
    let recordCount: Int
    private let strings: UnsafePointer<XMLSpan>
    private let bytes: UnsafePointer<UInt8>
    private let block: UnsafeMutableRawPointer

    /// Copies the three parts into one block of exactly the size they need.
    init(
        names: XMLNames?,
        records source: UnsafeBufferPointer<XMLRecord>,
        strings sourceStrings: UnsafeBufferPointer<XMLSpan>,
        bytes sourceBytes: UnsafeBufferPointer<UInt8>
    ) {
        let recordSize = source.count * MemoryLayout<XMLRecord>.stride
        let stringSize = sourceStrings.count * MemoryLayout<XMLSpan>.stride
        block = .allocate(
            byteCount: recordSize + stringSize + sourceBytes.count,
            alignment: MemoryLayout<XMLRecord>.alignment
        )
        let recordStart = block.bindMemory(to: XMLRecord.self, capacity: source.count)
        let stringStart = (block + recordSize).bindMemory(to: XMLSpan.self, capacity: sourceStrings.count)
        let byteStart = (block + recordSize + stringSize).bindMemory(to: UInt8.self, capacity: sourceBytes.count)
        if let start = source.baseAddress { recordStart.initialize(from: start, count: source.count) }
        if let start = sourceStrings.baseAddress { stringStart.initialize(from: start, count: sourceStrings.count) }
        if let start = sourceBytes.baseAddress { byteStart.initialize(from: start, count: sourceBytes.count) }
        self.names = names
        records = UnsafePointer(recordStart)
        recordCount = source.count
        strings = UnsafePointer(stringStart)
        bytes = UnsafePointer(byteStart)
    }

    deinit {
        block.deallocate()
    }

    /// The bytes of a name or namespace; valid while this object or its name table lives.
    func string(_ id: UInt32) -> UnsafeBufferPointer<UInt8> {
        if id & Self.localBit == 0, let names { return names[Int(id)] }
        let span = strings[Int(id & ~Self.localBit)]
        return UnsafeBufferPointer(start: bytes + Int(span.offset), count: Int(span.length))
    }

    /// The bytes of an attribute's value or of a run of text; valid while this object lives.
    func value(_ record: XMLRecord) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: bytes + Int(record.position), count: Int(record.count))
    }

    func text(_ record: XMLRecord) -> String {
        withExtendedLifetime(self) { String(decoding: value(record), as: UTF8.self) }
    }

    func name(_ id: UInt32) -> String {
        withExtendedLifetime(self) { String(decoding: string(id), as: UTF8.self) }
    }

    func string(_ id: UInt32, equals other: String) -> Bool {
        withExtendedLifetime(self) { other.withBytes { string(id).holdsSameBytes(as: $0) } }
    }

    /// Index of the first record of content, after the attributes.
    func contentStart(_ index: Int) -> Int {
        index + 1 + Int(records[index].count)
    }

    /// Index after an element's last descendant.
    func contentEnd(_ index: Int) -> Int {
        Int(records[index].position)
    }

    /// Index of the node that follows the one at `index` on the same level.
    func next(after index: Int) -> Int {
        records[index].isText ? index + 1 : Int(records[index].position)
    }
}
