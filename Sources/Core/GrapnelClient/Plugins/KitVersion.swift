/// A version of the kit, `major.minor` or `major.minor.patch`.
struct KitVersion: Sendable, Hashable, Comparable {
    let numbers: [Int]

    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Int($0) }
        guard (2...3).contains(parts.count), numbers.count == parts.count, numbers.allSatisfy({ $0 >= 0 }) else {
            return nil
        }
        self.numbers = numbers + (numbers.count == 2 ? [0] : [])
    }

    static func < (left: KitVersion, right: KitVersion) -> Bool {
        left.numbers.lexicographicallyPrecedes(right.numbers)
    }
}
