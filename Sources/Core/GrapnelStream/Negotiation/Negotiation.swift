public import GrapnelKit

/// The way from an open connection to a bound session (RFC 6120 §4 to §7): events in, actions out, no clock, no IO.
///
/// Every step leads to a later one and none back, so a server cannot keep it going round: there are at most three
/// stream headers and three sets of features. TLS always comes first; what a server offers in clear besides it is
/// not read. The only state in which credentials exist on the wire is entered with a ``TLSSession`` in hand.
public struct Negotiation: Sendable {
    /// What the caller saw.
    public enum Event: Sendable {
        /// The connection is there; with its TLS session where the handshake came first.
        case connected(TLSSession?)
        /// The server's stream header, without content.
        case opened(XMLElement)
        /// An element of the stream, and how many bytes the parser was already given after its end.
        case element(XMLElement, unread: Int)
        /// The handshake after ``Action/startTLS`` is over.
        case secured(TLSSession)
        /// What ``DeriveRequest/derive()`` gave.
        case derived(Result<SCRAMKeys, SASLError>)
        /// What arrived is no XML that XMPP allows; the condition to tell the server.
        case malformed(StreamError.Condition)
        /// The server closed its stream in order.
        case closed
        /// The connection is lost or the handshake failed; nil after an orderly end.
        case disconnected(TransportError?)
        /// The caller's limit for the whole negotiation is over; 30 seconds are sensible.
        case timedOut
    }

    /// What the caller does, in this order.
    public enum Action: Sendable, Hashable {
        /// Write this header.
        case open(StreamHeader)
        /// Write this element; what it says of the login is secret, see ``GrapnelKit/XMLElement/redacted``.
        case send(XMLElement)
        /// Perform the handshake and come back with ``Event/secured(_:)``.
        case startTLS
        /// Discard the parser and everything that waits to be read or written, and go on with a new parser.
        case restart
        /// Run the request where blocking is allowed and come back with ``Event/derived(_:)``.
        case derive(DeriveRequest)
        /// The server does not take the token of ``NegotiationSettings/token``; the login goes on without it.
        case tokenRefused
        /// The login succeeded; keep this for the next one.
        case authenticated(Login)
        /// The session is ready; the negotiation is over.
        case established(EstablishedStream)
        /// Write the end tag of the stream and close the connection.
        case close
        /// Close the connection without another byte.
        case drop
        /// It came to nothing; the negotiation is over.
        case fail(StreamFailure)
    }

    let settings: NegotiationSettings
    var state = State.begun
    /// What the server said to the kind of channel binding that was tried before this one.
    var firstRefusal: SASLError?
    /// How many other kinds were tried after that.
    var retries = 0
    /// A login that went out before the server's features were there.
    var early: LoginAttempt?
    /// Whether the token was tried.
    var isTokenSpent = false
    /// What became of a resumption that went with the login.
    var refusedResumption: ResumptionRefusal?

    public init(_ settings: NegotiationSettings) {
        self.settings = settings
    }

    /// Takes one event and says what to do; nothing once it is over.
    public mutating func handle(_ event: Event) -> [Action] {
        do throws(Refusal) {
            return try advance(event)
        } catch {
            return end(error)
        }
    }

    private mutating func advance(_ event: Event) throws(Refusal) -> [Action] {
        switch (state, event) {
        case (.ended, _):
            return []
        case (_, .malformed(let condition)):
            throw Refusal(.malformedXML, .streamError(condition))
        case (_, .closed):
            throw Refusal(.closedByServer)
        case (_, .disconnected(let error)):
            throw Refusal(StreamFailure(.disconnected, transport: error), .silence)
        case (_, .timedOut):
            throw Refusal(.timedOut, .streamError(.connectionTimeout))
        case (.begun, .connected(let tls?)):
            return try openWithLogin(over: tls)
        case (.begun, .connected(nil)):
            guard settings.mode == .startTLS else { throw Refusal(.tlsRequired) }
            return open(.clear)
        case (.opening(let phase), .opened(let header)):
            try StreamHeader.check(header, domain: settings.account.domain, secured: phase.isSecured)
            state = .features(phase)
            return []
        case (.securing, .secured(let tls)):
            return try [.restart] + openWithLogin(over: tls)
        case (.authenticating(let attempt), .derived(let result)):
            return try take(.derived(result), into: attempt, otherwise: .abort(attempt.profile))
        case (_, .element(let element, let unread)):
            return try receive(element, unread: unread)
        default:
            throw Refusal(.unexpectedElement, .streamError(.policyViolation))
        }
    }

    mutating func open(_ phase: Phase) -> [Action] {
        state = .opening(phase)
        // Before TLS the header says only which domain is wanted, not who wants it (RFC 6120 §4.7.1).
        var isNamed = settings.purpose == .session
        if case .clear = phase { isNamed = false }
        guard isNamed else { return [.open(StreamHeader(to: settings.account.domain, from: nil))] }
        return [.open(StreamHeader(to: settings.account.domain, from: settings.account))]
    }

    private mutating func receive(_ element: XMLElement, unread: Int) throws(Refusal) -> [Action] {
        if case .securing = state { throw Refusal(.tlsInjected, .silence) }
        if let error = StreamError(element) { throw Refusal(StreamFailure(.streamError, streamError: error)) }
        switch state {
        case .binding(let binding, let features, let refused):
            return try finishBinding(element, binding, features, refused)
        case .enabling(let stream):
            return try enable(element, stream)
        default: break
        }
        if element.namespace == StreamNamespace.client {
            throw Refusal(.earlyStanza, .streamError(.notAuthorized))
        }
        switch state {
        case .features(let phase) where element.isNamed("features", StreamNamespace.streams):
            return try choose(from: element, in: phase)
        case .proceeding:
            return try proceed(element, unread: unread)
        case .authenticating(let attempt):
            return try authenticate(element, attempt)
        case .bound(var stream) where element.isNamed("features", StreamNamespace.streams):
            stream.features = StreamFeatures(element)
            return establish(stream)
        case .resuming(let resumption, let features):
            return try resume(element, resumption, features)
        default:
            throw Refusal(.unexpectedElement, .streamError(.policyViolation))
        }
    }

    private mutating func choose(from features: XMLElement, in phase: Phase) throws(Refusal) -> [Action] {
        switch phase {
        case .clear:
            guard features.first("starttls", StreamNamespace.tls) != nil else { throw Refusal(.tlsRequired) }
            state = .proceeding
            return [.send(XMLElement("starttls", StreamNamespace.tls))]
        case .secured where settings.purpose == .registration:
            state = .ended
            let features = StreamFeatures(features)
            return [.established(EstablishedStream(address: settings.account.server, features: features))]
        case .secured(let tls):
            return try login(features, over: tls)
        case .authenticated:
            return try beginSession(features)
        }
    }

    private mutating func proceed(_ element: XMLElement, unread: Int) throws(Refusal) -> [Action] {
        guard element.isNamed("proceed", StreamNamespace.tls) else {
            let refused = element.isNamed("failure", StreamNamespace.tls)
            throw Refusal(refused ? .tlsRefused : .unexpectedElement)
        }
        state = .securing
        guard unread == 0 else { throw Refusal(.tlsInjected, .silence) }
        return [.startTLS]
    }

    private mutating func end(_ refusal: Refusal) -> [Action] {
        var farewell = refusal.farewell
        switch state {
        // Nothing was opened that could be ended, or the next bytes belong to the handshake.
        case .begun, .securing: farewell = .silence
        default: break
        }
        var failure = [Action.fail(refusal.failure)]
        if case .authenticating(let attempt) = state, case .token = attempt.exchange, refusal.failure.login != nil {
            // Whatever went wrong with it would go wrong again.
            failure.insert(.tokenRefused, at: 0)
        }
        state = .ended
        return switch farewell {
        case .silence: [.drop] + failure
        case .endTag: [.close] + failure
        case .abort(let profile): [.send(SASLElement.abort(profile)), .close] + failure
        case .streamError(let condition): [.send(StreamError(condition).element), .close] + failure
        }
    }
}
