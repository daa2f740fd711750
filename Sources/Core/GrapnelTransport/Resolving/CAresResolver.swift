public import GrapnelStream

/// Looks names up through c-ares: `/etc/hosts`, then the name servers that the system names.
///
/// Nothing blocks a thread of the caller; one look-up takes ten seconds at most and ends when its task is cancelled.
public struct CAresResolver: NameResolver {
    private let settings: LookupSettings
    private let loop: LookupLoop

    public init() {
        self.init(LookupSettings())
    }

    init(_ settings: LookupSettings, on loop: LookupLoop = .shared) {
        self.settings = settings
        self.loop = loop
    }

    public func services(at name: String) async throws(TransportError) -> [ServiceRecord] {
        let waiter = Waiter<[ServiceRecord]>()
        return try await run(LookupRequest(name: name, question: .services(waiter), settings: settings), waiter)
    }

    public func addresses(of host: String, _ family: AddressFamily) async throws(TransportError) -> [String] {
        // No name server is asked for this name (RFC 6761 §6.3).
        if Self.isLocal(host) { return [family == .ipv4 ? "127.0.0.1" : "::1"] }
        let waiter = Waiter<[String]>()
        let request = LookupRequest(name: host, question: .addresses(family, waiter), settings: settings)
        return try await run(request, waiter)
    }

    private func run<Value>(_ request: LookupRequest, _ waiter: Waiter<Value>) async throws(TransportError) -> Value {
        let refusal = TransportError(.cancelled, request.name)
        return try await waiter.wait(cancelled: refusal, whenCancelled: loop.ring) {
            loop.add(request)
        }
    }

    private static func isLocal(_ host: String) -> Bool {
        let name = host.lowercased()
        return name == "localhost" || name.hasSuffix(".localhost")
    }
}
