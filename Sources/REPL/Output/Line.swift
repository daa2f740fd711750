/// One line for a terminal, a pipe or a log; the only thing that any of them prints.
///
/// A line is written as an interpolated string. What stands in the source is ours; what is interpolated is taken as
/// remote and goes through ``RemoteText``, so that nothing can be printed past the filter by forgetting it:
///
/// ```swift
/// let line: Line = "\(nick, .palette(38)) has joined \(room)"
/// ```
public struct Line: Sendable, Hashable {
    /// A stretch of a line with one origin and one look.
    struct Piece: Sendable, Hashable {
        let text: String
        let origin: RemoteText.Use
        let style: Style?
    }

    var pieces: [Piece]

    /// How many blanks stand before the mark of the rows that follow the first.
    var hang = 2

    init(pieces: [Piece], hang: Int = 2) {
        self.pieces = pieces
        self.hang = hang
    }

    /// A whole text of others, such as the output of a command, with nothing of ours before it.
    public init(body: String) {
        self.init(pieces: [Piece(text: body, origin: .body, style: nil)])
    }

    /// A line of ours that is made at run time from nothing but our own text.
    public init(own: String, _ style: Style? = nil) {
        self.init(pieces: [Piece(text: own, origin: .own, style: style)])
    }

    public static func + (left: Line, right: Line) -> Line {
        Line(pieces: left.pieces + right.pieces, hang: left.hang)
    }

    /// A line with one look for every piece that has none of its own.
    public init(_ style: Style, _ line: Line) {
        self.init(
            pieces: line.pieces.map { piece in
                Piece(text: piece.text, origin: piece.origin, style: piece.style ?? style)
            })
    }
}

extension Line: ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) {
        self.init(own: value)
    }

    public init(stringInterpolation: Interpolation) {
        self.init(pieces: stringInterpolation.pieces)
    }

    /// Collects the pieces of an interpolated line.
    public struct Interpolation: StringInterpolationProtocol {
        var pieces: [Piece] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            pieces.reserveCapacity(interpolationCount * 2 + 1)
        }

        public mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { pieces.append(Piece(text: literal, origin: .own, style: nil)) }
        }

        /// A name, an address or a reason of others.
        public mutating func appendInterpolation(_ value: some CustomStringConvertible, _ style: Style? = nil) {
            pieces.append(Piece(text: value.description, origin: .name, style: style))
        }

        /// A text of others, which may have several rows.
        public mutating func appendInterpolation(body: String, _ style: Style? = nil) {
            pieces.append(Piece(text: body, origin: .body, style: style))
        }

        /// Text of ours that is made at run time.
        public mutating func appendInterpolation(own: String, _ style: Style? = nil) {
            pieces.append(Piece(text: own, origin: .own, style: style))
        }

        /// A line within a line.
        public mutating func appendInterpolation(_ line: Line) {
            pieces += line.pieces
        }
    }
}
