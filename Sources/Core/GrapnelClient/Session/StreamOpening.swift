internal import GrapnelKit
internal import GrapnelStore
internal import GrapnelStream

/// A connection that got as far as a bound session.
struct StreamOpening: Sendable {
    let endpoint: Endpoint
    let transport: any Transport
    let reader: StreamReader
    let negotiated: StreamNegotiator.Result

    /// Connects and negotiates; with stored keys first, and with the password where the server changed its salt.
    ///
    /// - Parameters:
    ///   - isManaged: whether to ask for stream management; whoever does has to count and acknowledge.
    ///   - resumption: the broken stream to take up instead of beginning a new one.
    static func open(
        _ record: AccountRecord, credential: SCRAMCredential?, password: () async throws -> String,
        isManaged: Bool = false, resumption: StreamResumption? = nil, connector: any Connector,
        clock: any SessionClock
    ) async throws -> StreamOpening {
        func attempt(_ credential: SCRAMCredential) async throws -> StreamOpening {
            try await Self.attempt(
                record, credential: credential, isManaged: isManaged, resumption: resumption, connector: connector,
                clock: clock)
        }
        guard let credential else { return try await attempt(.password(try await password())) }
        do {
            return try await attempt(credential)
        } catch let failure as StreamFailure where failure.login?.condition == .passwordNeeded {
            return try await attempt(.password(try await password()))
        }
    }

    private static func attempt(
        _ record: AccountRecord, credential: SCRAMCredential, isManaged: Bool, resumption: StreamResumption?,
        connector: any Connector, clock: any SessionClock
    ) async throws -> StreamOpening {
        let tls = TLSSettings(
            domain: record.jid.domain, caFile: record.caFile, pinnedFingerprint: record.pinnedFingerprint)
        var dialling = Dialling(record.destination, tls: tls, connector: connector)
        var redirection = Redirection()
        while true {
            let (transport, endpoint) = try await dialling.open()
            let reader = StreamReader(transport)
            let settings = NegotiationSettings(
                account: record.jid, resource: record.resource, mode: endpoint.mode, credential: credential,
                pin: record.usedMechanism.flatMap(SASLMechanism.init(rawValue:)).map(SASLPin.init),
                nonce: try SCRAMExchange.freshNonce(), isManaged: isManaged, resumption: resumption,
                bindID: OpaqueID.next()
            )
            let negotiator = StreamNegotiator(transport: transport, reader: reader, settings: settings, clock: clock)
            do {
                let negotiated = try await negotiator.runInTime()
                return StreamOpening(endpoint: endpoint, transport: transport, reader: reader, negotiated: negotiated)
            } catch {
                let isProtected = await transport.tls != nil
                await transport.close()
                guard let told = (error as? StreamFailure)?.streamError,
                    let next = try redirection.follow(
                        told, from: endpoint, isProtected: isProtected, domain: record.jid.domain)
                else { throw error }
                dialling.redirect(to: next)
            }
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
