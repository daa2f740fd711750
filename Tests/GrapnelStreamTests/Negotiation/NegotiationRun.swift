import GrapnelKit

@testable import GrapnelStream

/// A negotiation of `user@example.org` with the nonces of the SCRAM vectors, and all it asked for so far.
struct NegotiationRun {
    var machine: Negotiation
    private(set) var actions: [Negotiation.Action] = []

    init(
        _ vector: SCRAMVector = .exporter,
        mode: Endpoint.Mode = .startTLS,
        credential: SCRAMCredential? = nil,
        pin: SASLPin? = nil,
        account: String = "user@example.org",
        resource: String? = "core",
        isManaged: Bool = false,
        resumption: StreamResumption? = nil,
        _ change: (inout NegotiationSettings) -> Void = { _ in }
    ) throws {
        var settings = NegotiationSettings(
            account: try JID(account),
            resource: resource,
            mode: mode,
            credential: credential ?? .password(vector.password),
            pin: pin,
            nonce: vector.nonce,
            isManaged: isManaged,
            resumption: resumption,
            bindID: "bind1"
        )
        change(&settings)
        machine = Negotiation(settings)
    }

    @discardableResult
    mutating func feed(_ event: Negotiation.Event) -> [Negotiation.Action] {
        let new = machine.handle(event)
        actions += new
        return new
    }

    @discardableResult
    mutating func feed(_ element: XMLElement, unread: Int = 0) -> [Negotiation.Action] {
        feed(.element(element, unread: unread))
    }

    /// Feeds an element and runs the derivation it may lead to.
    @discardableResult
    mutating func feedDeriving(_ element: XMLElement) -> [Negotiation.Action] {
        let new = feed(element)
        guard case .derive(let request) = new.first else { return new }
        return feed(.derived(Result { () throws(SASLError) in try request.derive() }))
    }

    mutating func reachProceed() {
        feed(.connected(nil))
        feed(.opened(ServerWords.header()))
        feed(ServerWords.startTLS)
    }

    mutating func reachSecuredFeatures(_ tls: TLSSession = .modern()) {
        reachProceed()
        feed(ServerWords.proceed)
        feed(.secured(tls))
        feed(.opened(ServerWords.header()))
    }

    mutating func reachLogin(_ vector: SCRAMVector = .exporter) {
        reachSecuredFeatures(vector.tls)
        feed(ServerWords.mechanisms([vector.mechanism]))
    }

    mutating func reachSession(_ vector: SCRAMVector = .exporter) {
        reachLogin(vector)
        feedDeriving(ServerWords.challenge(vector.serverFirst))
        feed(ServerWords.success(vector.serverFinal))
        feed(.opened(ServerWords.header()))
    }

    mutating func reachBinding(_ vector: SCRAMVector = .exporter) {
        reachSession(vector)
        feed(ServerWords.session)
    }

    var failure: StreamFailure? {
        for case .fail(let failure) in actions { return failure }
        return nil
    }

    var stream: EstablishedStream? {
        for case .established(let stream) in actions { return stream }
        return nil
    }

    var address: String? { stream?.address.description }

    /// Everything that was written, as text.
    var written: [String] { Self.written(actions) }

    static func written(_ actions: [Negotiation.Action]) -> [String] {
        actions.compactMap { action in
            switch action {
            case .open(let header): String(decoding: header.bytes, as: UTF8.self)
            case .send(let element): element.serialized(within: StreamNamespace.client)
            case .close: "</stream:stream>"
            default: nil
            }
        }
    }
}
