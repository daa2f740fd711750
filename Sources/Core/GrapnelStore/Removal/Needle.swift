/// A piece of what belongs to an account, to look for in files after the account is removed.
struct Needle: Sendable, Hashable {
    /// The octets of a value that are looked for: its beginning, since SQLite spreads a long value over pages.
    static let longest = 48
    /// A value with fewer is too common to prove anything.
    static let shortest = 12

    /// What it is, as `journal.body`.
    let origin: String
    let octets: [UInt8]

    /// Nil for a value that proves nothing.
    init?(_ origin: String, _ value: some Sequence<UInt8>) {
        let octets = Array(value.prefix(Self.longest))
        guard octets.count >= Self.shortest, Set(octets).count > 3 else { return nil }
        self.origin = origin
        self.octets = octets
    }

    /// An account's address is looked for however short it is.
    init(address: String) {
        origin = "address"
        octets = Array(address.utf8)
    }
}

/// Finds any of many needles in octets, in one pass.
struct NeedleSearch: Sendable {
    private static let key = 3

    let needles: [Needle]
    /// By the hash of their first octets.
    private var buckets: [UInt32: [Int]] = [:]
    /// Whether needles begin with a hash: looked at first, since it is nearly always no.
    private var filter = [Bool](repeating: false, count: 1 << 16)

    init(_ needles: [Needle]) {
        self.needles = needles.filter { $0.octets.count >= Self.key }
        for (index, needle) in self.needles.enumerated() {
            let key = Self.key(needle.octets, at: 0)
            buckets[key, default: []].append(index)
            filter[Self.slot(key)] = true
        }
    }

    /// The most octets of a needle.
    var longest: Int { needles.map(\.octets.count).max() ?? 0 }

    /// How often each needle, by its index, begins before `end`.
    func hits(in octets: [UInt8], before end: Int) -> [Int: Int] {
        var hits: [Int: Int] = [:]
        guard octets.count >= Self.key else { return hits }
        for position in 0..<min(end, octets.count - Self.key + 1) {
            let key = Self.key(octets, at: position)
            guard filter[Self.slot(key)], let candidates = buckets[key] else { continue }
            for index in candidates where octets[position...].starts(with: needles[index].octets) {
                hits[index, default: 0] += 1
            }
        }
        return hits
    }

    private static func key(_ octets: [UInt8], at position: Int) -> UInt32 {
        UInt32(octets[position]) | UInt32(octets[position + 1]) << 8 | UInt32(octets[position + 2]) << 16
    }

    private static func slot(_ key: UInt32) -> Int { Int((key &* 0x9E37_79B1) >> 16) }
}
