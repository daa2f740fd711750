internal import GrapnelKit

/// The subject of a message (RFC 6121 §5.2.4), which without a body is the subject of the room (XEP-0045 §8.1).
struct SubjectChange: Payload, Hashable {
    static let elementName = "subject"
    static let namespace = clientNamespace

    /// The new subject; empty to have none.
    let text: String

    init(_ text: String) {
        self.text = text
    }

    init(from element: XMLElement) {
        self.text = element.text
    }

    var element: XMLElement { XMLElement(Self.elementName, Self.namespace, text: text) }

    /// The subject that a message sets; nil for one that also has a body or a thread and so sets none (§8.1).
    static func only(in message: Message) -> SubjectChange? {
        message.body == nil && message.thread == nil ? message[SubjectChange.self] : nil
    }
}
