/// Which endpoints of a destination are tried, and in which order: from the account's settings and the domain's SRV
/// records (RFC 6120 §3.2, XEP-0368).
///
/// The records of both kinds count together by their priorities. Within one priority those with direct TLS come first,
/// since they save two round trips, and within one kind the weights decide (RFC 2782). A value: it looks nothing up.
public struct EndpointPlan: Sendable, Hashable {
    /// How many endpoints one attempt tries at most.
    public static let limit = 6

    private typealias Candidate = (record: ServiceRecord, mode: Endpoint.Mode)

    public let destination: Destination

    public init(_ destination: Destination) {
        self.destination = destination
    }

    /// The kinds of SRV records that are needed; none where the account names a host or port, where it has a proxy, and
    /// where its domain is an address or an onion service.
    public var questions: [Endpoint.Mode] {
        guard destination.host == nil, destination.port == nil, destination.proxy == nil, !isNoName else {
            return []
        }
        return switch destination.security {
        case .automatic: [.directTLS, .startTLS]
        case .direct: [.directTLS]
        case .startTLS: [.startTLS]
        }
    }

    /// The endpoints in order, at least one.
    ///
    /// Where no records are known, because there are none or because they could not be looked up, the domain itself
    /// is the host. Direct TLS is then tried only if the account asks for it.
    ///
    /// - Parameter answers: what is known for each of ``questions``; nothing where a look-up failed.
    /// - Throws: ``TransportError`` with `serviceUnavailable` if the domain says that it has no such service.
    public func endpoints(
        _ answers: [Endpoint.Mode: [ServiceRecord]], using generator: inout some RandomNumberGenerator
    ) throws(TransportError) -> [Endpoint] {
        guard !questions.isEmpty else { return unasked }
        let candidates = questions.flatMap { mode in
            (answers[mode] ?? []).filter { !$0.target.isEmpty && $0.port > 0 }.map { Candidate($0, mode) }
        }
        if candidates.isEmpty { return [try fallback(answers)] }
        var ordered: [Candidate] = []
        for priority in Set(candidates.map(\.record.priority)).sorted() {
            for mode in questions {
                let group = candidates.filter { $0.record.priority == priority && $0.mode == mode }
                ordered += Self.drawn(group, using: &generator)
            }
        }
        return ordered.prefix(Self.limit).map { Endpoint(host: $0.record.target, port: $0.record.port, mode: $0.mode) }
    }

    /// Where the domain is reached that publishes no records: itself, on the registered port (RFC 6120 §3.2.2).
    private func fallback(_ answers: [Endpoint.Mode: [ServiceRecord]]) throws(TransportError) -> Endpoint {
        let wanted: Endpoint.Mode = destination.security == .direct ? .directTLS : .startTLS
        if answers[wanted]?.contains(where: \.target.isEmpty) == true {
            throw TransportError(.serviceUnavailable, destination.domain)
        }
        return named
    }

    /// Where to connect without having asked anybody.
    ///
    /// Behind a proxy nobody can be asked what the domain offers, so what most offer comes first, then direct TLS.
    private var unasked: [Endpoint] {
        let isOpen = destination.security == .automatic && destination.host == nil && destination.port == nil
        guard destination.proxy != nil, isOpen else { return [named] }
        return [named, Endpoint(host: named.host, port: 5223, mode: .directTLS, proxy: destination.proxy)]
    }

    /// What the account's own settings come to, without any records.
    public var named: Endpoint {
        let isDirect = destination.security == .direct
        let host = destination.host ?? destination.domain
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        return Endpoint(
            host: isBracketed ? String(host.dropFirst().dropLast()) : host,
            port: destination.port ?? (isDirect ? 5223 : 5222),
            mode: isDirect ? .directTLS : .startTLS, proxy: destination.proxy)
    }

    /// The order by weight: each next one is drawn, with a chance that grows with its weight (RFC 2782).
    private static func drawn(
        _ group: [Candidate], using generator: inout some RandomNumberGenerator
    ) -> [Candidate] {
        // Those without weight stand first, where they have a small chance at all.
        var rest = group.filter { $0.record.weight == 0 } + group.filter { $0.record.weight > 0 }
        var drawn: [Candidate] = []
        while !rest.isEmpty {
            let total = rest.reduce(0) { $0 + Int($1.record.weight) }
            var left = Int.random(in: 0...total, using: &generator)
            let index = rest.firstIndex { candidate in
                left -= Int(candidate.record.weight)
                return left <= 0
            }
            drawn.append(rest.remove(at: index ?? 0))
        }
        return drawn
    }

    /// Whether name servers know nothing of it.
    private var isNoName: Bool {
        let domain = destination.domain
        return domain.hasSuffix(".onion") || domain.hasPrefix("[")
            || domain.split(separator: ".").last?.allSatisfy(\.isNumber) == true
    }
}
