internal import CUnicode
internal import Glibc
internal import GrapnelStream

/// The one name a server's certificate has to carry (RFC 6125 §6.2, RFC 9525 §6.1).
enum ReferenceIdentity: Equatable {
    /// A DNS name in its ASCII form; also what SNI announces.
    case name(String)
    /// An IP address literal; SNI is not sent for it (RFC 6066 §3).
    case address(String)

    /// The name or the literal.
    var text: String {
        switch self {
        case .name(let text), .address(let text): text
        }
    }

    /// - Parameter domain: a domain as a JID has it: U-labels, or an address with IPv6 in brackets.
    /// - Throws: ``TransportError`` with `hostUnknown` if the domain has no ASCII form.
    init(_ domain: String) throws(TransportError) {
        var bare = domain[...]
        if bare.hasPrefix("["), bare.hasSuffix("]") { bare = bare.dropFirst().dropLast() }
        if Self.isAddress(String(bare)) {
            self = .address(String(bare))
        } else {
            self = .name(try Self.ascii(domain))
        }
    }

    static func isAddress(_ text: String) -> Bool {
        var octets = [UInt8](repeating: 0, count: MemoryLayout<in6_addr>.size)
        return inet_pton(AF_INET, text, &octets) == 1 || inet_pton(AF_INET6, text, &octets) == 1
    }

    /// The A-label form of a host name (RFC 5891 §4).
    static func ascii(_ name: String) throws(TransportError) -> String {
        if name.utf8.allSatisfy({ $0 < 0x80 }) { return name }
        var output: UnsafeMutablePointer<CChar>?
        let flags = Int32(bitPattern: UInt32(IDN2_NONTRANSITIONAL.rawValue | IDN2_NFC_INPUT.rawValue))
        let status = idn2_to_ascii_8z(name, &output, flags)
        guard status == IDN2_OK.rawValue, let output else {
            throw TransportError(.hostUnknown, name, detail: String(cString: idn2_strerror(status)))
        }
        defer { idn2_free(output) }
        return String(cString: output)
    }
}
