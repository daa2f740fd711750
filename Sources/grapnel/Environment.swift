import Foundation

/// The environment that the program was started with.
enum Environment {
    static let all = ProcessInfo.processInfo.environment

    /// No colour where the user says so (no-color.org) or the terminal has none.
    static var allowsColour: Bool {
        (all["NO_COLOR"] ?? "").isEmpty && !["", "dumb"].contains(all["TERM"] ?? "")
    }
}
