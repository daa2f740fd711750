internal import GrapnelKit

/// The elements of both SASL profiles (RFC 6120 §6.4, XEP-0388 §2), read strictly and written.
enum SASLElement {
    case challenge([UInt8])
    case success([UInt8]?)
    case failure(SASLError)

    /// Nil for what is no answer of a server.
    init?(_ element: XMLElement, _ profile: SASLProfile) throws(SASLError) {
        guard element.namespace == profile.namespace else { return nil }
        switch (element.name, profile) {
        case ("challenge", .classic): self = .challenge(try Self.payload(element.text) ?? [])
        case ("challenge", .sasl2): self = .challenge(try Self.bytes(element.text))
        case ("success", .classic): self = .success(try Self.payload(element.text))
        case ("success", .sasl2): self = .success(try Self.additionalData(element))
        case ("continue", .sasl2): self = .failure(SASLError(further: element))
        case ("failure", _): self = .failure(SASLError(failure: element))
        default: return nil
        }
    }

    /// RFC 6120: nothing at all is no payload, a single "=" is an empty one.
    private static func payload(_ text: String) throws(SASLError) -> [UInt8]? {
        if text.isEmpty { return nil }
        return text == "=" ? [] : try bytes(text)
    }

    /// XEP-0388: without the element there is no payload.
    private static func additionalData(_ success: XMLElement) throws(SASLError) -> [UInt8]? {
        guard let data = success.first("additional-data", StreamNamespace.sasl2) else { return nil }
        return try bytes(data.text)
    }

    private static func bytes(_ text: String) throws(SASLError) -> [UInt8] {
        guard text.utf8.count <= 2 * SCRAMServerFirst.limit, let bytes = Base64.decode(text) else {
            throw SASLError(.malformedMessage)
        }
        return bytes
    }

    static func auth(_ mechanism: String, _ payload: [UInt8]) -> XMLElement {
        XMLElement("auth", StreamNamespace.sasl, ["mechanism": mechanism], text: Base64.encode(payload))
    }

    static func response(_ payload: [UInt8], _ profile: SASLProfile) -> XMLElement {
        XMLElement("response", profile.namespace, text: Base64.encode(payload))
    }

    static func abort(_ profile: SASLProfile) -> XMLElement {
        XMLElement("abort", profile.namespace)
    }
}
