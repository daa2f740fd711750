/// What test support throws when a precondition of a test does not hold; a test that sees one fails.
public struct TestFailure: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
