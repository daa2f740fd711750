/// A version of the kit, `major.minor` or `major.minor.patch`.
struct KitVersion: Sendable, Hashable, Comparable {
    let numbers: [Int]

    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        // Int takes a sign, a version does not.
        let numbers = parts.compactMap { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int($0) : nil }
        guard (2...3).contains(parts.count), numbers.count == parts.count else { return nil }
        self.numbers = numbers + (numbers.count == 2 ? [0] : [])
    }

    static func < (left: KitVersion, right: KitVersion) -> Bool {
        left.numbers.lexicographicallyPrecedes(right.numbers)
    }
}
