internal import Synchronization

/// What `/plugin info` is told; the plugin itself is a value and keeps nothing.
final class ReportSource: Sendable {
    private let current = Mutex<Archives?>(nil)

    func set(_ archives: Archives) {
        current.withLock { $0 = archives }
    }

    /// What was activated last.
    var archives: Archives? { current.withLock { $0 } }

    var lines: [String] { archives?.report ?? [] }
}
