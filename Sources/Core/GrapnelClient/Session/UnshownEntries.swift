internal import GrapnelKit
internal import Synchronization

/// Messages that an archive brought as history, which nobody was shown; one of them that a server also has stored for
/// whoever comes first is news after all.
///
/// It holds at most ``bound`` numbers; beyond it the oldest are forgotten, and such a message is not shown again.
final class UnshownEntries: Sendable {
    static let bound = 2000

    private let numbers = Mutex<[Int64]>([])

    func add(_ entries: [JournalEntry]) {
        let new = entries.lazy.filter { $0.direction == .incoming }.map(\.number)
        numbers.withLock { $0 = ($0 + new).suffix(Self.bound) }
    }

    /// Takes an entry out; answers whether it was there.
    func take(_ entry: JournalEntry) -> Bool {
        numbers.withLock { numbers in
            guard let index = numbers.firstIndex(of: entry.number) else { return false }
            numbers.remove(at: index)
            return true
        }
    }
}
