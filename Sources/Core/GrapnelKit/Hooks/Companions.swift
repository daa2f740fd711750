/// Which messages belong to a request and come before its answer, as the results of an archive do (XEP-0313 §4).
///
/// They are told by who sends them, which is who was asked, and by an attribute of a child element, whose value the
/// request chose.
public struct Companions: Sendable, Hashable {
    /// The most messages that one request collects.
    public static let bound = 2000

    /// The name of the child.
    public let name: String
    /// The namespace of the child.
    public let namespace: String
    /// The attribute that says which request it belongs to.
    public let attribute: String
    /// The value that the request chose.
    public let value: String
    /// How many are taken.
    public let limit: Int

    /// - Parameter limit: how many are taken, at most ``bound``; the request fails where more come, and no more are kept.
    public init(_ name: String, _ namespace: String, where attribute: String, is value: String, limit: Int) {
        self.name = name
        self.namespace = namespace
        self.attribute = attribute
        self.value = value
        self.limit = min(limit, Self.bound)
    }
}

/// The answer to a request, and the messages that came with it, in order.
public struct CollectedReply: Sendable {
    public let answer: IQ
    public let messages: [XMLElement]

    package init(answer: IQ, messages: [XMLElement]) {
        self.answer = answer
        self.messages = messages
    }
}
