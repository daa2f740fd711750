/// The one way of a text into a log: one row without looks, in which every piece of others has at most 300 characters.
public struct LogText: Sendable, Hashable, CustomStringConvertible {
    public let description: String

    /// A line as it stands in a log; line breaks become `\n`, so that one event is one line.
    public init(_ line: Line) {
        description = line.pieces.map { piece in
            RemoteText(piece.text, use: piece.origin == .body ? .name : piece.origin).rows.map(\.text).joined()
        }.joined()
    }
}
