internal import Glibc

/// Turns names, as pointers into libxml2's dictionary, into the string ids of stanzas.
///
/// A pointer stands for its string as long as the parser context lives, so nearly every look-up is one comparison.
/// Owned by `XMLParserState`, which calls `deallocate` once.
struct XMLNameIndex {
    private struct Slot {
        /// Bits of the pointer; 0 where the slot is free.
        var key: UInt
        var id: UInt32
        /// Stanza in which a local id was given; 0 for ids of the shared table, which are good for all.
        var stanza: UInt32
    }

    /// The id of the empty string in every table.
    static let emptyID: UInt32 = 0
    /// Longer names are rare enough to be stored in their stanza.
    private static let sharedLength = 512
    private static let initialCapacity = 512

    private(set) var names: XMLNames
    private var isFull = false
    private var slots: UnsafeMutablePointer<Slot>
    private var capacity = 0
    private var used = 0
    private var stanza: UInt32 = 1
    /// Ids of the shared table by content, for names that come back after the parser context was replaced.
    private var ids: [XMLNameKey: UInt32] = [:]

    init() {
        names = Self.emptyTable()
        slots = .allocate(capacity: Self.initialCapacity)
        capacity = Self.initialCapacity
        slots.initialize(repeating: Slot(key: 0, id: 0, stanza: 0), count: capacity)
    }

    func deallocate() {
        slots.deallocate()
    }

    /// Ends the validity of local ids; a full table is replaced by an empty one.
    mutating func beginStanza() {
        stanza &+= 1
        if isFull || stanza == 0 {
            names = Self.emptyTable()
            ids.removeAll(keepingCapacity: true)
            isFull = false
            stanza = 1
            forgetPointers()
        }
    }

    /// To be called when the parser context is replaced: its pointers may come back with another meaning.
    mutating func forgetPointers() {
        if capacity > Self.initialCapacity {
            slots.deallocate()
            slots = .allocate(capacity: Self.initialCapacity)
            capacity = Self.initialCapacity
        }
        slots.initialize(repeating: Slot(key: 0, id: 0, stanza: 0), count: capacity)
        used = 0
    }

    @inline(__always)
    mutating func id(_ name: UnsafePointer<UInt8>, _ scratch: inout XMLScratch) -> UInt32 {
        let key = UInt(bitPattern: name)
        let slot = slots[Self.hash(key) & (capacity &- 1)]
        if slot.key == key, slot.stanza == 0 { return slot.id }
        return search(name, key, &scratch)
    }

    @inline(never)
    private mutating func search(
        _ name: UnsafePointer<UInt8>,
        _ key: UInt,
        _ scratch: inout XMLScratch
    ) -> UInt32 {
        var index = Self.hash(key) & (capacity - 1)
        while slots[index].key != 0 {
            if slots[index].key == key {
                if slots[index].stanza != 0, slots[index].stanza != stanza {
                    slots[index].id = addLocal(name, strlen(name), &scratch)
                    slots[index].stanza = stanza
                }
                return slots[index].id
            }
            index = (index + 1) & (capacity - 1)
        }
        let added = add(name, &scratch)
        slots[index] = Slot(key: key, id: added, stanza: added & XMLStanza.localBit == 0 ? 0 : stanza)
        used += 1
        if used * 2 > capacity { grow() }
        return added
    }

    private mutating func add(_ name: UnsafePointer<UInt8>, _ scratch: inout XMLScratch) -> UInt32 {
        let length = strlen(name)
        let isShared = length <= Self.sharedLength && memchr(name, 0x26, length) == nil
        guard isShared else { return addLocal(name, length, &scratch) }
        let content = UnsafeBufferPointer(start: name, count: length)
        // The key borrows the bytes for the look-up only; what is kept points into the table.
        if let known = ids[XMLNameKey(bytes: content)] { return known }
        guard let id = names.add(content) else {
            isFull = true
            return addLocal(name, length, &scratch)
        }
        ids[XMLNameKey(bytes: names[Int(id)])] = id
        return id
    }

    /// Stores a name in its stanza. Namespaces with an ampersand are too rare to be shared in their plain form.
    private func addLocal(_ name: UnsafePointer<UInt8>, _ length: Int, _ scratch: inout XMLScratch) -> UInt32 {
        guard memchr(name, 0x26, length) != nil else { return scratch.addString(name, length) }
        var plain = Array(UnsafeBufferPointer(start: name, count: length))
        return plain.withUnsafeMutableBufferPointer { plain in
            let kept = plain.restoreAmpersands()
            return plain.baseAddress.map { scratch.addString(UnsafePointer($0), kept) } ?? Self.emptyID
        }
    }

    private mutating func grow() {
        let old = slots
        let oldCapacity = capacity
        capacity *= 2
        slots = .allocate(capacity: capacity)
        slots.initialize(repeating: Slot(key: 0, id: 0, stanza: 0), count: capacity)
        for slot in UnsafeBufferPointer(start: old, count: oldCapacity) where slot.key != 0 {
            var index = Self.hash(slot.key) & (capacity - 1)
            while slots[index].key != 0 { index = (index + 1) & (capacity - 1) }
            slots[index] = slot
        }
        old.deallocate()
    }

    @inline(__always)
    private static func hash(_ key: UInt) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32)
    }

    private static func emptyTable() -> XMLNames {
        let names = XMLNames()
        _ = names.add(UnsafeBufferPointer(start: nil, count: 0))
        return names
    }
}

/// A borrowed string as a dictionary key, hashed with the process's seed so that a peer cannot choose collisions.
struct XMLNameKey: Hashable {
    let bytes: UnsafeBufferPointer<UInt8>

    static func == (one: XMLNameKey, other: XMLNameKey) -> Bool {
        one.bytes.holdsSameBytes(as: other.bytes)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
    }
}
