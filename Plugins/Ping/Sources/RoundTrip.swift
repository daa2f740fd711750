internal import GrapnelKit

/// What one ping found out.
struct RoundTrip: Sendable, Hashable {
    /// Who was asked.
    let target: JID
    let elapsed: Duration
    /// Whether the answer was that pings are not supported, instead of a result.
    let isRefused: Bool

    /// Asks once and waits for the answer.
    ///
    /// An answer that the other side knows no pings came from there too, so it counts (XEP-0199 §4).
    ///
    /// - Throws: ``StanzaError`` for any other refusal, such as a server that cannot be found, and what
    ///   `CommandCall.request` throws where no answer came.
    static func measure(to target: JID, by call: CommandCall) async throws -> RoundTrip {
        let start = ContinuousClock.now
        do {
            try await call.request(.get, Ping(), to: target)
            return RoundTrip(target: target, elapsed: ContinuousClock.now - start, isRefused: false)
        } catch let error as StanzaError where Self.comesFromThere(error) {
            return RoundTrip(target: target, elapsed: ContinuousClock.now - start, isRefused: true)
        }
    }

    private static func comesFromThere(_ error: StanzaError) -> Bool {
        error.condition == .serviceUnavailable || error.condition == .featureNotImplemented
    }

    /// One sentence that claims no more than the answer proves.
    var sentence: String {
        let time = elapsed.inMilliseconds
        guard isRefused else {
            guard target.isBare, target.local != nil else { return "\(target) answered in \(time)." }
            return "The server of \(target) answered for it in \(time); add a resource to reach a client."
        }
        if target.local == nil, target.isBare {
            return "\(target) answered in \(time) that it does not support pings, so it can be reached."
        }
        // A server answers the same for a client that is not there (RFC 6121 §8.5.3.2.3).
        let server = target.server
        return "\(server) can be reached (\(time)), but \(target) is not there or does not answer pings."
    }
}

extension Duration {
    /// Such as `12.3 ms`, rounded down.
    var inMilliseconds: String {
        let (seconds, attoseconds) = components
        let tenths = attoseconds / 100_000_000_000_000
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return "\(seconds) s" }
        return "\(whole &+ tenths / 10).\(tenths % 10) ms"
    }
}
