/// An XMPP address, prepared when it is made, so that equal addresses are equal values (RFC 7622).
///
/// It has a domain, perhaps a local part before an `@`, and perhaps a resource after a `/`.
public struct JID: Hashable, Sendable, CustomStringConvertible {
    /// The most octets that one part may have after preparation.
    public static let maximumPartLength = 1023
    /// The most octets that a text may have to be considered at all: three parts and two separators.
    public static let maximumLength = 3071

    /// The prepared address in its one spelling.
    public let description: String
    /// Octets of the local part in `description`; 0 without one.
    let localLength: Int
    /// Octets of the domain.
    let domainLength: Int

    init(prepared: String, localLength: Int, domainLength: Int) {
        self.description = prepared
        self.localLength = localLength
        self.domainLength = domainLength
    }

    /// The account, room or node before the `@`; nil for a server.
    public var local: String? {
        localLength == 0 ? nil : slice(0, localLength)
    }

    /// The server: a domain name in lower case with U-labels, an IPv4 address, or an IPv6 address in brackets.
    public var domain: String {
        slice(domainStart, domainStart + domainLength)
    }

    /// The client, or the occupant of a room, after the `/`; nil in a bare address.
    public var resource: String? {
        isBare ? nil : slice(bareLength + 1, description.utf8.count)
    }

    /// Whether the address has no resource.
    public var isBare: Bool {
        bareLength == description.utf8.count
    }

    /// The address without its resource.
    public var bare: JID {
        guard !isBare else { return self }
        return JID(prepared: slice(0, bareLength), localLength: localLength, domainLength: domainLength)
    }

    /// The address of the server alone.
    public var server: JID {
        guard localLength > 0 || !isBare else { return self }
        return JID(prepared: domain, localLength: 0, domainLength: domainLength)
    }

    /// The same account or server with another resource, or with none.
    ///
    /// - Throws: ``JIDError`` for a resource that is empty, over 1023 octets once prepared, or not allowed by the
    ///   OpaqueString profile (RFC 7622, section 3.4).
    public func withResource(_ resource: String?) throws(JIDError) -> JID {
        guard let resource else { return bare }
        let prepared = bare.description + "/" + (try Self.prepare(resource: resource))
        return JID(prepared: prepared, localLength: localLength, domainLength: domainLength)
    }

    // The separators cannot occur in the parts before them, so the text alone decides.

    public static func == (left: JID, right: JID) -> Bool {
        left.description == right.description
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(description)
    }
}

extension JID: Comparable {
    /// The order of the texts, code point by code point; the same on every machine and in every locale.
    public static func < (left: JID, right: JID) -> Bool {
        left.description < right.description
    }
}

extension JID {
    private var domainStart: Int { localLength == 0 ? 0 : localLength + 1 }
    private var bareLength: Int { domainStart + domainLength }

    private func slice(_ start: Int, _ end: Int) -> String {
        let utf8 = description.utf8
        let lower = utf8.index(utf8.startIndex, offsetBy: start)
        return String(description[lower..<utf8.index(lower, offsetBy: end - start)])
    }
}
