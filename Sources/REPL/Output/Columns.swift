internal import GrapnelKit

/// How wide text stands on a screen after it went through the filter.
enum Columns {
    static func of(_ name: String) -> Int {
        RemoteText(name, use: .name).rows.reduce(0) { $0 + DisplayWidth.columns(of: $1.text) }
    }

    /// The blanks that fill a name up to a width; none where it is wider.
    static func padding(_ name: String, to width: Int) -> String {
        String(repeating: " ", count: max(0, width - of(name)))
    }
}
