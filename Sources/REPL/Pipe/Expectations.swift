internal import Synchronization

/// Texts that somebody waits for; each counts as seen once a printed row holds it, or matches it as an expression.
final class Expectations: Sendable {
    private struct Wanted {
        let text: String
        let expression: Regex<AnyRegexOutput>?

        func matches(_ row: String) -> Bool {
            if row.contains(text) { return true }
            guard let expression else { return false }
            do { return try expression.firstMatch(in: row) != nil } catch { return false }
        }
    }

    private let open: Mutex<[Wanted]>

    init(_ texts: [String]) {
        open = Mutex(
            texts.map { text in
                // A text that is no expression, such as `(`, is looked for as it stands.
                do { return Wanted(text: text, expression: try Regex(text)) } catch {
                    return Wanted(text: text, expression: nil)
                }
            })
    }

    /// What has not been seen yet.
    var missing: [String] { open.withLock { $0.map(\.text) } }

    func see(_ row: String) {
        open.withLock { wanted in
            wanted.removeAll { $0.matches(row) }
        }
    }
}
