public import GrapnelKit

/// A named, ordered set of conversations, of any accounts.
public struct Workspace: Sendable, Hashable {
    /// The most characters of a name.
    public static let maximumNameLength = 100
    /// The most workspaces of a profile.
    public static let maximumCount = 1000

    public let name: String
    public let conversations: [ConversationID]

    /// The name without space around it.
    ///
    /// - Throws: ``StoreError`` `invalid` for an empty or overlong name and one with control characters.
    static func prepared(_ name: String) throws(StoreError) -> String {
        let scalars = Array(name.unicodeScalars)
        let start = scalars.firstIndex { !$0.properties.isWhitespace } ?? scalars.endIndex
        let end = scalars.lastIndex { !$0.properties.isWhitespace }.map { $0 + 1 } ?? start
        let prepared = String(String.UnicodeScalarView(scalars[start..<end]))
        let isPrintable = scalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: false
            default: true
            }
        }
        // Scalars count too: one character may be built of any number of them.
        guard isPrintable, !prepared.isEmpty, prepared.count <= maximumNameLength,
            prepared.unicodeScalars.count <= 4 * maximumNameLength
        else {
            throw StoreError(
                .invalid, "a workspace of this name", detail: "1 to \(maximumNameLength) printable characters")
        }
        return prepared
    }

    /// Whether two names are one, without regard to case; Swift compares texts by canonical equivalence.
    static func isSame(_ left: String, _ right: String) -> Bool {
        left.lowercased() == right.lowercased()
    }
}
