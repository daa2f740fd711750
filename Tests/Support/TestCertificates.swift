import Foundation

/// A certificate authority of the tests' own, made by the `openssl` command in a directory that goes with it.
public final class TestCertificates: Sendable {
    /// What a server needs to present a certificate: paths of PEM files.
    public struct Identity: Sendable {
        public let certificate: String
        public let key: String
    }

    /// Where all files are.
    public let directory: TemporaryDirectory

    /// The path of the authority's certificate, to be trusted by clients.
    public var caFile: String { directory.path(of: "ca.pem") }

    /// Makes an authority that is valid for two days.
    public init() async throws {
        directory = try TemporaryDirectory()
        try await openssl(
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
                + ["-subj", "/CN=Grapnel test authority", "-keyout", "ca.key", "-out", "ca.pem"]
                + ["-addext", "keyUsage=critical,keyCertSign,cRLSign"]
        )
    }

    /// Issues a server certificate for `names` (DNS names, or IP literals), signed by this authority.
    ///
    /// - Parameters:
    ///   - commonName: what stands in the subject; the first name unless it is given.
    ///   - validity: from when to when, as offsets from now; the default began an hour ago.
    ///   - purpose: the extended key usage, as OpenSSL names it.
    public func issue(
        _ names: [String],
        commonName: String? = nil,
        validity: ClosedRange<Duration> = .seconds(-3600) ... .seconds(86_400),
        purpose: String = "serverAuth"
    ) async throws -> Identity {
        let id = UUID().uuidString
        let identity = try await request(commonName ?? names.first, id: id)
        let extensions = "subjectAltName=\(Self.alternatives(names))\nextendedKeyUsage=\(purpose)\n"
        try directory.write(extensions, to: "\(id).ext")
        // `openssl x509` cannot backdate; `openssl ca` can, and wants a small database.
        try directory.write("", to: "\(id).db")
        try directory.write(
            """
            [ca]
            default_ca = own
            [own]
            new_certs_dir = .
            database = \(id).db
            rand_serial = yes
            default_md = sha256
            policy = any
            [any]
            commonName = supplied
            """,
            to: "\(id).cnf"
        )
        try await openssl(
            ["ca", "-batch", "-notext", "-config", "\(id).cnf", "-cert", "ca.pem", "-keyfile", "ca.key"]
                + ["-in", "\(id).csr", "-out", "\(id).pem", "-extfile", "\(id).ext"]
                + ["-startdate", Self.date(validity.lowerBound), "-enddate", Self.date(validity.upperBound)]
        )
        return identity
    }

    /// Issues a certificate for one domain, valid for `days` from an hour ago.
    public func issue(_ domain: String, days: Int = 1, alternatives: [String] = []) async throws -> Identity {
        try await issue([domain] + alternatives, validity: .seconds(-3600) ... .seconds(days * 86_400))
    }

    /// Makes a certificate that is signed by its own key and by nobody else.
    public func selfSigned(_ names: [String]) async throws -> Identity {
        let id = UUID().uuidString
        let identity = try await request(names.first, id: id)
        try await openssl(
            ["req", "-x509", "-in", "\(id).csr", "-key", "\(id).key", "-days", "1", "-out", "\(id).pem"]
                + ["-addext", "subjectAltName=\(Self.alternatives(names))"]
        )
        return identity
    }

    /// SHA-256 over the certificate, 64 lower-case hex digits.
    public func fingerprint(of identity: Identity) async throws -> String {
        let line = try await openssl(["x509", "-in", identity.certificate, "-noout", "-fingerprint", "-sha256"])
        guard let digits = line.split(separator: "=").last else { throw TestFailure("no fingerprint in \(line)") }
        return digits.filter(\.isHexDigit).lowercased()
    }

    private func request(_ commonName: String?, id: String) async throws -> Identity {
        guard let commonName else { throw TestFailure("a certificate needs a name") }
        try await openssl(
            ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
                + ["-subj", "/CN=\(commonName)", "-keyout", "\(id).key", "-out", "\(id).csr"]
        )
        return Identity(certificate: directory.path(of: "\(id).pem"), key: directory.path(of: "\(id).key"))
    }

    @discardableResult
    private func openssl(_ arguments: [String]) async throws -> String {
        try await ChildProcess.run(["openssl"] + arguments, directory: directory.path)
    }

    private static func alternatives(_ names: [String]) -> String {
        names.map { name in
            let isAddress = name.contains(":") || name.allSatisfy { $0.isNumber || $0 == "." }
            return (isAddress ? "IP:" : "DNS:") + name
        }.joined(separator: ",")
    }

    private static func date(_ offset: Duration) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = "yyyyMMddHHmmss'Z'"
        return formatter.string(from: Date(timeIntervalSinceNow: TimeInterval(offset.components.seconds)))
    }
}
