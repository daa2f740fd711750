/// The two ways in which XMPP carries SASL.
public enum SASLProfile: String, Sendable, Hashable, Codable {
    /// RFC 6120 §6; the stream is opened anew behind the login.
    case classic = "SASL"
    /// XEP-0388; the stream goes on, and the session may begin together with the login.
    case sasl2 = "SASL2"

    var namespace: String {
        switch self {
        case .classic: StreamNamespace.sasl
        case .sasl2: StreamNamespace.sasl2
        }
    }
}
