import Testing

/// One way to set up a server.
struct ServerSetup: Sendable, Hashable, CustomTestStringConvertible {
    enum Program: String, Sendable, CaseIterable {
        case prosody, ejabberd
    }

    enum TLS: String, Sendable {
        case only12 = "1.2"
        case only13 = "1.3"
        case none
    }

    enum Certificate: String, Sendable, CaseIterable {
        case valid, expired, foreign, untrusted
    }

    let program: Program
    let tls: TLS
    let certificate: Certificate
    /// The hash under which passwords are kept, and the only one that is offered then; nil for passwords in clear.
    let hash: String?
    /// Whether it is Prosody 13 or ejabberd 24.12, not what Debian 12 has.
    let isNewer: Bool

    init(
        _ program: Program, _ tls: TLS, _ certificate: Certificate = .valid, hash: String? = nil, isNewer: Bool = false
    ) {
        self.isNewer = isNewer
        self.program = program
        self.tls = tls
        self.certificate = certificate
        self.hash = hash
    }

    /// As a server is that people use: passwords are kept hashed.
    static let usual = [
        ServerSetup(.prosody, .only12, hash: "SHA-256"), ServerSetup(.ejabberd, .only13, hash: "SHA-512"),
    ]

    /// As a server is that people will use soon: SASL2, Bind 2, FAST, and logins bound to TLS 1.3.
    static let newer = [
        ServerSetup(.prosody, .only13, hash: "SHA-256", isNewer: true),
        ServerSetup(.ejabberd, .only13, hash: "SHA-512", isNewer: true),
    ]

    var testDescription: String {
        "\(isNewer ? "newer " : "")\(program.rawValue), TLS \(tls.rawValue), \(certificate.rawValue) certificate, \(hash ?? "every hash")"
    }

    var options: [String] {
        ["--tls", tls.rawValue, "--certificate", certificate.rawValue] + (hash.map { ["--hash", $0] } ?? [])
            + (isNewer ? ["--newer"] : [])
    }
}
