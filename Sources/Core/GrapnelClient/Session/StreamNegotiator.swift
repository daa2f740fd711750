internal import GrapnelKit
internal import GrapnelStream

/// Takes the negotiation machine from an open connection to a bound session: the hands to its head.
struct StreamNegotiator: Sendable {
    /// How long the whole negotiation may take.
    static let patience = Duration.seconds(30)

    /// A session that is ready, and what arrived behind the last answer.
    struct Result: Sendable {
        let stream: EstablishedStream
        let login: Login?
        let tls: TLSSession?
        /// When the server was asked for the session: what it stamps later, it got while the session was there.
        let asked: Timestamp
        /// From the first stanza in here on the server's stanzas count for stream management; those in
        /// ``EstablishedStream/uncounted`` came before it.
        let remainder: [StreamReader.Event]
    }

    let transport: any Transport
    let reader: StreamReader
    let settings: NegotiationSettings
    let clock: any SessionClock
    /// Forgets the account's token at once, whatever becomes of the login that goes on without it.
    let forgetToken: @Sendable () async throws -> Void

    func run() async throws -> Result {
        var driver = Driver(
            transport: transport, reader: reader, negotiation: Negotiation(settings), forgetToken: forgetToken)
        return try await driver.run()
    }

    /// The state of one run.
    private struct Driver {
        let transport: any Transport
        let reader: StreamReader
        var negotiation: Negotiation
        let forgetToken: @Sendable () async throws -> Void
        var login: Login?
        var tls: TLSSession?
        var stream: EstablishedStream?
        var asked = Timestamp.now

        mutating func run() async throws -> Result {
            tls = await transport.tls
            try await perform(negotiation.handle(.connected(tls)))
            while true {
                let batch: StreamReader.Batch?
                do {
                    batch = try await reader.next()
                } catch {
                    try await perform(negotiation.handle(.disconnected(error)))
                    throw error
                }
                guard let batch else {
                    try await perform(negotiation.handle(.disconnected(nil)))
                    throw TransportError(.closed)
                }
                if let result = try await take(batch) { return result }
            }
        }

        private mutating func take(_ batch: StreamReader.Batch) async throws -> Result? {
            for (index, event) in batch.events.enumerated() {
                switch event.event {
                case .opened(let header):
                    try await perform(negotiation.handle(.opened(header)))
                case .element(let element):
                    try await perform(negotiation.handle(.element(element, unread: event.unread)))
                case .closed:
                    try await perform(negotiation.handle(.closed))
                }
                if let stream {
                    let remainder = Array(batch.events[(index + 1)...])
                    return Result(stream: stream, login: login, tls: tls, asked: asked, remainder: remainder)
                }
            }
            if let error = batch.error {
                let condition = StreamError.Condition(rawValue: error.condition.rawValue)
                try await perform(negotiation.handle(.malformed(condition)))
                throw error
            }
            return nil
        }

        private mutating func perform(_ actions: [Negotiation.Action]) async throws {
            // What belongs together leaves together: a header and a login are one flight.
            var octets: [UInt8] = []
            for action in actions {
                if let more = action.octets {
                    octets += more
                    if !action.isManaging { asked = .now }
                    continue
                }
                if !octets.isEmpty { try await transport.write(octets) }
                octets = []
                switch action {
                case .open, .send:
                    break
                case .startTLS:
                    let session: TLSSession
                    do throws(TransportError) {
                        session = try await transport.startTLS()
                    } catch {
                        try await perform(negotiation.handle(.disconnected(error)))
                        throw error
                    }
                    tls = session
                    try await perform(negotiation.handle(.secured(session)))
                case .restart:
                    await reader.restart()
                case .derive(let request):
                    let keys = await Self.derive(request)
                    try await perform(negotiation.handle(.derived(keys)))
                case .tokenRefused:
                    try await forgetToken()
                case .authenticated(let succeeded):
                    login = succeeded
                case .established(let established):
                    stream = established
                case .close:
                    // The peer may be gone already; the failure that follows says why.
                    do { try await transport.write(StreamHeader.end) } catch {}
                    await transport.close()
                case .drop:
                    await transport.close()
                case .fail(let failure):
                    throw failure
                }
            }
            if !octets.isEmpty { try await transport.write(octets) }
        }

        /// The slow hash, on a thread that may block.
        private static func derive(_ request: DeriveRequest) async -> Swift.Result<SCRAMKeys, SASLError> {
            await OwnThread.run { Swift.Result { () throws(SASLError) in try request.derive() } }
        }
    }
}

extension StreamNegotiator {
    /// The same, ending the connection where it takes longer than ``patience``.
    func runInTime() async throws -> Result {
        let transport = transport
        let limit = Task { [clock] in
            try await clock.sleep(for: Self.patience)
            await transport.close()
            return true
        }
        defer { limit.cancel() }
        do {
            return try await run()
        } catch {
            limit.cancel()
            // The clock was faster exactly where its task got to its end.
            if case .success(true) = await limit.result { throw TransportError(.timedOut, settings.account.domain) }
            throw error
        }
    }
}

extension Negotiation.Action {
    /// Whether it asks for nothing but stream management, for a session that is there already.
    fileprivate var isManaging: Bool {
        if case .send(let element) = self { element.namespace == StreamNamespace.management } else { false }
    }

    /// What it writes; nil for what does something else.
    fileprivate var octets: [UInt8]? {
        switch self {
        case .open(let header):
            return header.bytes
        case .send(let element):
            var octets: [UInt8] = []
            element.write(into: &octets, within: clientNamespace)
            return octets
        default:
            return nil
        }
    }
}
