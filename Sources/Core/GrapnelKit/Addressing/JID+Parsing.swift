extension JID {
    /// Reads and prepares an address such as `juliet@example.com/balcony`.
    ///
    /// The resource is what follows the first `/`, the local part what precedes the first `@` before that
    /// (RFC 7622, section 3.1).
    ///
    /// - Throws: ``JIDError`` for a text over ``maximumLength`` octets and for a part that cannot be prepared.
    public init(_ text: String) throws(JIDError) {
        let utf8 = text.utf8
        guard utf8.count <= Self.maximumLength else { throw .textTooLong }
        if let prepared = JID(plain: text) {
            self = prepared
            return
        }
        let slash = utf8.firstIndex(of: UInt8(ascii: "/"))
        // An occupant of a room: the nickname may be anything, the room is as plain as most.
        if let slash, utf8.index(after: slash) != utf8.endIndex, let bare = JID(plain: String(text[..<slash])) {
            self = try bare.withResource(String(text[utf8.index(after: slash)...]))
            return
        }
        let at = utf8[..<(slash ?? utf8.endIndex)].firstIndex(of: UInt8(ascii: "@"))
        let local = at.map { String(text[..<$0]) }
        let domain = String(text[(at.map(utf8.index(after:)) ?? utf8.startIndex)..<(slash ?? utf8.endIndex)])
        let resource = slash.map { String(text[utf8.index(after: $0)...]) }
        guard !domain.isEmpty else { throw .noDomain(text) }
        if let local, local.isEmpty {
            throw JIDError(.empty, "\(text.quoted) has nothing before the '@'; write it as name@server or server.")
        }
        if let resource, resource.isEmpty {
            throw JIDError(.empty, "\(text.quoted) has nothing after the '/'; leave the '/' out or add a resource.")
        }
        self = try Self.prepare(local: local, domain: domain, resource: resource)
    }

    /// Prepares an address from its parts, none of which is parsed.
    ///
    /// - Throws: ``JIDError`` for parts over ``maximumLength`` octets together and for a part, also an empty one, that
    ///   cannot be prepared.
    public init(local: String? = nil, domain: String, resource: String? = nil) throws(JIDError) {
        self = try Self.prepare(local: local, domain: domain, resource: resource)
    }
}

extension JID {
    static func prepare(local: String?, domain: String, resource: String?) throws(JIDError) -> JID {
        let local = try local.map { text throws(JIDError) in try prepare(local: text) }
        let domain = try prepare(domain: domain)
        let resource = try resource.map { text throws(JIDError) in try prepare(resource: text) }
        let bare = local.map { $0 + "@" + domain } ?? domain
        return JID(
            prepared: resource.map { bare + "/" + $0 } ?? bare,
            localLength: local?.utf8.count ?? 0,
            domainLength: domain.utf8.count)
    }

    /// RFC 7622, section 3.3: the UsernameCaseMapped profile without the characters that separate parts or need
    /// escaping in XML.
    private static func prepare(local text: String) throws(JIDError) -> String {
        try prepare("local part", text) { text throws(PreparationError) in
            let prepared = try PRECISProfile.usernameCaseMapped.enforce(text)
            let excluded = prepared.unicodeScalars.first {
                $0.isASCII && !ASCIISet.localpart.contains(UInt8(ascii: $0))
            }
            if let excluded { throw .disallowed(excluded) }
            return prepared
        }
    }

    private static func prepare(domain text: String) throws(JIDError) -> String {
        try prepare("domain", text, with: DomainName.prepare)
    }

    static func prepare(resource text: String) throws(JIDError) -> String {
        try prepare("resource", text, with: PRECISProfile.opaqueString.enforce)
    }

    private static func prepare(
        _ part: String, _ text: String, with rules: (String) throws(PreparationError) -> String
    ) throws(JIDError) -> String {
        // Bounds the work before any of it is done; preparation can shorten a text, so this is not the final limit.
        guard text.utf8.count <= maximumLength else { throw .textTooLong }
        let prepared: String
        do throws(PreparationError) { prepared = try rules(text) } catch { throw JIDError(part, text, error) }
        guard prepared.utf8.count <= maximumPartLength else {
            throw JIDError(
                .tooLong, "The \(part) \(text.quoted) is longer than the \(maximumPartLength) octets a part may have.")
        }
        return prepared
    }
}

extension JIDError {
    fileprivate static let textTooLong = JIDError(
        .tooLong, "The text is longer than the \(JID.maximumLength) octets an address may have.")

    fileprivate static func noDomain(_ text: String) -> JIDError {
        guard !text.isEmpty else { return JIDError(.empty, "An address cannot be empty; write it as name@server.") }
        return JIDError(.empty, "\(text.quoted) has no domain part; write it as name@server.")
    }
}
