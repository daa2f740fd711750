public import GrapnelStream
import Synchronization

/// A connector whose clients ask, now and then, for the resumption of a stream that their server does not know.
///
/// It changes `previd` in what a client sends, above TLS, so that a real server refuses in its own words (XEP-0198 §5).
public final class RefusedResumptions: Connector {
    private struct State {
        var generator: SeededGenerator
        var asked = 0
        var refused = 0
    }

    private let connector: any Connector
    private let share: Double
    private let state: Mutex<State>

    /// - Parameters:
    ///   - share: the probability that one resumption is refused, from 0 to 1.
    ///   - seed: the same one refuses the same resumptions.
    public init(_ connector: any Connector, share: Double, seed: UInt64 = 1) {
        self.connector = connector
        self.share = share
        state = Mutex(State(generator: SeededGenerator(seed: seed)))
    }

    /// How many resumptions were asked for.
    public var asked: Int { state.withLock(\.asked) }
    /// How many of them were spoiled.
    public var refused: Int { state.withLock(\.refused) }

    public func connect(to endpoint: Endpoint, tls: TLSSettings) async throws(TransportError) -> any Transport {
        SpoilingTransport(try await connector.connect(to: endpoint, tls: tls), self)
    }

    /// Decides about one resumption.
    fileprivate func decides() -> Bool {
        state.withLock { state in
            let refuses = Double.random(in: 0..<1, using: &state.generator) < share
            state.asked += 1
            if refuses { state.refused += 1 }
            return refuses
        }
    }
}

private struct SpoilingTransport: Transport {
    private let transport: any Transport
    private let refusals: RefusedResumptions

    init(_ transport: any Transport, _ refusals: RefusedResumptions) {
        self.transport = transport
        self.refusals = refusals
    }

    var tls: TLSSession? { get async { await transport.tls } }

    func read() async throws(TransportError) -> [UInt8]? { try await transport.read() }

    func write(_ bytes: [UInt8]) async throws(TransportError) {
        try await transport.write(spoiled(bytes) ?? bytes)
    }

    func startTLS() async throws(TransportError) -> TLSSession { try await transport.startTLS() }

    func close() async { await transport.close() }

    /// The same octets with another identifier of the stream, where they ask for a resumption that is to be refused.
    private func spoiled(_ bytes: [UInt8]) -> [UInt8]? {
        // No copy of text that a person wrote holds these: there the quotation mark or the bracket is escaped.
        var text = String(decoding: bytes, as: UTF8.self)
        let asked = text.firstMatch(of: /<resume[^>]*\sprevid=["']([^"']*)/)
        guard let asked, refusals.decides() else { return nil }
        text.replaceSubrange(asked.1.startIndex..<asked.1.endIndex, with: "nobody-knows-this")
        return Array(text.utf8)
    }
}
