internal import GrapnelKit

/// The elements of the SASL profile (RFC 6120 §6.4), read strictly and written.
enum SASLElement {
    case challenge([UInt8])
    case success([UInt8]?)
    case failure(SASLError)

    /// Nil for what is no answer of a server.
    init?(_ element: XMLElement) throws(SASLError) {
        guard element.namespace == StreamNamespace.sasl else { return nil }
        switch element.name {
        case "challenge": self = .challenge(try Self.payload(element.text) ?? [])
        case "success": self = .success(try Self.payload(element.text))
        case "failure": self = .failure(SASLError(failure: element))
        default: return nil
        }
    }

    /// Nothing at all is no payload, a single "=" is an empty one.
    private static func payload(_ text: String) throws(SASLError) -> [UInt8]? {
        if text.isEmpty { return nil }
        if text == "=" { return [] }
        guard text.utf8.count <= 2 * SCRAMServerFirst.limit, let bytes = Base64.decode(text) else {
            throw SASLError(.malformedMessage)
        }
        return bytes
    }

    static func auth(_ mechanism: SASLMechanism, _ payload: [UInt8]) -> XMLElement {
        XMLElement("auth", StreamNamespace.sasl, ["mechanism": mechanism.rawValue], text: Base64.encode(payload))
    }

    static func response(_ payload: [UInt8]) -> XMLElement {
        XMLElement("response", StreamNamespace.sasl, text: Base64.encode(payload))
    }

    static let abort = XMLElement("abort", StreamNamespace.sasl)
}
