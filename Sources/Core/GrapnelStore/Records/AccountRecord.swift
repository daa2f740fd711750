public import GrapnelKit
public import GrapnelStream

/// What is kept of an account; a password in clear is not, there is no place for one.
public struct AccountRecord: Sendable, Hashable {
    public typealias Security = Destination.Security

    /// The bare address.
    public let jid: JID
    /// Where to connect instead of what DNS says; nil for what DNS says.
    public var host: String?
    public var port: UInt16?
    public var security: Security
    /// The proxy that carries every connection of this account, with the login that the user gave for it.
    public var proxy: Proxy?
    /// A random login for a proxy for which the user gave none: it keeps this account's circuits apart from others'.
    public var proxyCircuit: String?
    /// A file of PEM certificates that are trusted beside the system's.
    public var caFile: String?
    /// The only certificate that is accepted, as SHA-256 in hexadecimal.
    public var pinnedFingerprint: String?
    /// The resource to ask for; nil leaves it to the server.
    public var resource: String?
    /// The name to use in rooms.
    public var nick: String?
    /// A command whose first line of output is the password.
    public var passwordCommand: String?
    /// SCRAM keys and their salts in the session's own format.
    public var scramKeys: [UInt8]?
    /// The SASL mechanism that succeeded last, so that a weaker one is refused.
    public var usedMechanism: String?
    /// Whether channel binding succeeded last, so that doing without is refused.
    public var usedChannelBinding: Bool
    /// A token that stands for the password, in the session's own format; secret.
    public var loginToken: [UInt8]?
    /// What the server does together with a login, in the session's own format.
    public var inlineOffer: [UInt8]?
    /// The identifier that this profile shows the account's server, and no other.
    public var agentID: String?
    /// A PEM file with a certificate and its key to log in with.
    public var certificate: String?
    /// What the last login was, in the session's own format.
    public var lastLogin: [UInt8]?
    /// Why the server or this program refused the last login that was refused, since the last that succeeded.
    public var lastRefusal: String?
    /// Whether it connects at start.
    public var isEnabled: Bool
    /// The place among the accounts, from 0; given when the account is added.
    public internal(set) var position: Int

    public init(
        _ jid: JID, host: String? = nil, port: UInt16? = nil, security: Security = .automatic, caFile: String? = nil,
        pinnedFingerprint: String? = nil, resource: String? = nil, nick: String? = nil, passwordCommand: String? = nil,
        isEnabled: Bool = true
    ) {
        self.jid = jid.bare
        self.host = host
        self.port = port
        self.security = security
        self.caFile = caFile
        self.pinnedFingerprint = pinnedFingerprint
        self.resource = resource
        self.nick = nick
        self.passwordCommand = passwordCommand
        self.usedChannelBinding = false
        self.isEnabled = isEnabled
        self.position = 0
    }
}
