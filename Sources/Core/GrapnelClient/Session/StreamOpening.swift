internal import GrapnelKit
internal import GrapnelStore
internal import GrapnelStream

/// A connection that got as far as a bound session.
struct StreamOpening: Sendable {
    let endpoint: Endpoint
    let transport: any Transport
    let reader: StreamReader
    let negotiated: StreamNegotiator.Result

    /// What a new session is to begin with, and what it goes on from.
    struct Wishes: Sendable {
        /// Whether to ask for stream management; whoever does has to count and acknowledge.
        var isManaged = false
        /// The broken stream to take up instead of beginning a new one.
        var resumption: StreamResumption?
        /// What to switch on together with the session, where the server can.
        var inline: [XMLElement] = []
        /// Whether nobody looks at this client.
        var isInactive = false
    }

    /// Connects and negotiates; with a token first, then with stored keys, and with the password where the server
    /// changed its salt.
    ///
    /// - Parameter forgetToken: called when the server refuses the token, while the login goes on without it.
    static func open(
        _ record: AccountRecord, credential: SCRAMCredential?, password: () async throws -> String,
        wishes: Wishes = Wishes(), forgetToken: @escaping @Sendable () async throws -> Void = {},
        connector: any Connector, clock: any SessionClock
    ) async throws -> StreamOpening {
        var opening = Attempt(
            record: record, credential: credential, token: record.token, wishes: wishes, forgetToken: forgetToken,
            connector: connector, clock: clock)
        if credential == nil, opening.token == nil, record.certificate == nil {
            opening.credential = .password(try await password())
        }
        while true {
            do {
                return try await opening.run()
            } catch let failure as StreamFailure where failure.login?.condition == .passwordNeeded && !opening.isLast {
                opening.token = nil
                opening.credential = .password(try await password())
                opening.isLast = true
            } catch let failure as StreamFailure where opening.isHasty && failure.mayBeOfHaste {
                // A server that changed since the last login may not expect one together with the header.
                opening.token = nil
                if credential == nil { opening.credential = .password(try await password()) }
            }
        }
    }

    /// Connects as far as the features behind TLS, for an account that is not there yet.
    static func forRegistration(
        of record: AccountRecord, connector: any Connector, clock: any SessionClock
    ) async throws -> StreamOpening {
        try await Attempt(
            record: record, credential: nil, token: nil, wishes: Wishes(), forgetToken: {}, connector: connector,
            clock: clock, purpose: .registration
        ).run()
    }

    /// One connection and what is tried on it.
    private struct Attempt {
        let record: AccountRecord
        var credential: SCRAMCredential?
        var token: FASTToken?
        let wishes: Wishes
        let forgetToken: @Sendable () async throws -> Void
        let connector: any Connector
        let clock: any SessionClock
        var purpose = NegotiationSettings.Purpose.session
        /// Whether the password was asked for, so that nothing else can be tried.
        var isLast = false

        private var expected: InlineOffer? { StoredLogin.read(InlineOffer.self, record.inlineOffer) }

        /// Whether the login does not wait for what the server offers.
        var isHasty: Bool { token != nil && expected != nil }

        func run() async throws -> StreamOpening {
            let tls = TLSSettings(
                domain: record.jid.domain, caFile: record.caFile, pinnedFingerprint: record.pinnedFingerprint,
                certificateFile: record.certificate, owner: record.jid.description)
            var dialling = Dialling(record.destination, tls: tls, connector: connector)
            var redirection = Redirection()
            while true {
                let (transport, endpoint) = try await dialling.open()
                let reader = StreamReader(transport)
                let negotiator = StreamNegotiator(
                    transport: transport, reader: reader, settings: try settings(endpoint.mode), clock: clock,
                    forgetToken: forgetToken)
                do {
                    let negotiated = try await negotiator.runInTime()
                    return StreamOpening(
                        endpoint: endpoint, transport: transport, reader: reader, negotiated: negotiated)
                } catch {
                    let isProtected = await transport.tls != nil
                    await transport.close()
                    let lost = error as? TransportError ?? (error as? StreamFailure)?.transport
                    if lost?.condition == .resumptionRefused {
                        // From now on no session is offered there, so this happens once for each endpoint.
                        dialling.redirect(to: endpoint)
                        continue
                    }
                    guard let told = (error as? StreamFailure)?.streamError,
                        let next = try redirection.follow(
                            told, from: endpoint, isProtected: isProtected, domain: record.jid.domain)
                    else { throw error }
                    dialling.redirect(to: next)
                }
            }
        }

        private func settings(_ mode: Endpoint.Mode) throws -> NegotiationSettings {
            var settings = NegotiationSettings(
                account: record.jid,
                // The server lets go of what it still has under the address of a stream that cannot be taken up.
                resource: record.resource ?? wishes.resumption?.address.resource, mode: mode, credential: credential,
                pin: record.pin,
                nonce: try SCRAMExchange.freshNonce(), isManaged: wishes.isManaged, resumption: wishes.resumption,
                bindID: OpaqueID.next(), purpose: purpose)
            settings.agent = record.agentID.map(UserAgent.init)
            settings.token = token
            settings.hasCertificate = record.certificate != nil
            settings.expected = expected
            settings.inline = wishes.inline
            settings.isInactive = wishes.isInactive
            return settings
        }
    }
}

extension AccountRecord {
    /// What this account says about where its server is.
    var destination: Destination {
        let circuit = proxyCircuit.flatMap { Proxy.Login(user: $0, password: $0) }
        return Destination(
            domain: jid.domain, host: host, port: port, security: security,
            proxy: proxy.map { $0.with($0.login ?? circuit) })
    }
}

extension StreamFailure {
    /// Whether a server may have failed this way because a login came before it had said what it offers.
    fileprivate var mayBeOfHaste: Bool {
        switch condition {
        case .unexpectedElement, .closedByServer, .streamError: true
        case .loginFailed:
            login?.condition == .tokenRefused || login?.condition == .noSharedMechanism
        default: false
        }
    }
}
