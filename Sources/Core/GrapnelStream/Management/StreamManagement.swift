public import GrapnelKit

/// Stream management (XEP-0198): two counts, one for each direction, and the elements that carry them.
///
/// ``Outbound`` keeps what we sent until the server has taken responsibility for it; ``Inbound`` says how far we have
/// handled what the server sent. Both are values without clock or IO, and both outlive the connection.
public enum StreamManagement {
    /// An element of stream management behind the negotiation; it is no stanza, so it is never counted.
    public enum Element: Sendable, Hashable {
        /// The server asks how far we are.
        case request
        /// The server has handled this many of our stanzas, modulo 2^32.
        case answer(UInt32)

        /// Nil for every other element, and for an answer without a count that can be read.
        public init?(_ element: XMLElement) {
            guard element.namespace == StreamNamespace.management else { return nil }
            switch element.name {
            case "r": self = .request
            case "a":
                guard let count = StanzaCount(element["h"]) else { return nil }
                self = .answer(count.number)
            default: return nil
            }
        }

        /// The element as it goes over the stream.
        public var octets: [UInt8] {
            switch self {
            case .request: Array("<r xmlns='\(StreamNamespace.management)'/>".utf8)
            case .answer(let count): Array("<a xmlns='\(StreamNamespace.management)' h='\(count)'/>".utf8)
            }
        }
    }

    /// Whether an element is of stream management at all.
    public static func isManaging(_ element: XMLElement) -> Bool {
        element.namespace == StreamNamespace.management
    }

    /// Whether a count is at or before another one, where both are of one stream and less than 2^31 apart.
    public static func isCovered(_ count: UInt32, by other: UInt32) -> Bool {
        Int32(bitPattern: other &- count) >= 0
    }
}
