public import GrapnelKit

/// The error with which one side ends a stream (RFC 6120 §4.9).
public struct StreamError: Error, Sendable, Hashable {
    /// A condition of RFC 6120 §4.9.3 or one that came later.
    public struct Condition: RawRepresentable, Sendable, Hashable {
        public let rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }

    public let condition: Condition
    /// What the server wrote for people, at most 512 characters; its words, not ours.
    public let text: String?
    /// Where the server says to go instead, as it wrote it, with `see-other-host`; see ``Redirection``.
    public let otherHost: String?
    /// The application-specific condition, or nil.
    public let detail: XMLElement?

    public init(_ condition: Condition, text: String? = nil, otherHost: String? = nil, detail: XMLElement? = nil) {
        self.condition = condition
        self.text = text.map { String($0.prefix(512)) }
        self.otherHost = otherHost.map { String($0.prefix(512)) }
        self.detail = detail
    }

    /// Reads an `error` element of the stream namespace; without a condition it is `undefined-condition`.
    ///
    /// Nil for every other element.
    public init?(_ element: XMLElement) {
        guard element.isNamed("error", StreamNamespace.streams) else { return nil }
        let condition = element.children.first { $0.namespace == StreamNamespace.errors && $0.name != "text" }
        self.init(
            Condition(rawValue: condition?.name ?? Condition.undefinedCondition.rawValue),
            text: element.first("text", StreamNamespace.errors)?.text,
            otherHost: condition?.name == Condition.seeOtherHost.rawValue ? condition?.text : nil,
            detail: element.children.first { $0.namespace != StreamNamespace.errors }
        )
    }

    /// The error as it goes over the stream.
    public var element: XMLElement {
        XMLElement("error", StreamNamespace.streams) {
            XMLElement(condition.rawValue, StreamNamespace.errors) { if let otherHost { otherHost } }
            if let text { XMLElement("text", StreamNamespace.errors, ["xml:lang": "en"], text: text) }
            if let detail { detail }
        }
    }
}
