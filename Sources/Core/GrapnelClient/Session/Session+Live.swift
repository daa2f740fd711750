internal import GrapnelKit
internal import GrapnelStream

extension Session {
    /// What there is while a session lasts, also where its stream breaks and is taken up again (XEP-0198 §5).
    struct Live {
        /// Which of this account's sessions it is, so that what belongs to an earlier one can be told.
        let number: Int
        let address: JID
        let features: StreamFeatures
        /// The namespaces of what was switched on together with the session.
        let enabled: Set<String>
        let writer: StreamWriter
        let queue = StanzaQueue()
        /// What the server granted; nil where it has no stream management.
        let grant: ManagementGrant?
        /// How far its stanzas are handled; nil where it has no stream management.
        var inbound: StreamManagement.Inbound?
        /// How far the profile knows that.
        var keptCount: UInt32
        /// The connection; nil while it is broken.
        var stream: Stream?
        /// When it broke.
        var brokenAt: ContinuousClock.Instant?
        var requests: Requests
        /// The messages that belong to open requests.
        var collector = ResultCollector()
        /// What runs as long as the session does.
        var tasks: [Int: Task<Void, Never>] = [:]
        /// Takes in what the queue holds, once senders can be told apart.
        var processor: Task<Void, Never>?
        /// What the server may have delivered before; nil for a session that follows an orderly end.
        var redelivery: Redelivery?
        /// Whether something that came could not be stored, so that nothing counts as handled any more.
        var isUnkept = false
        /// Whether it was taken up from a process that is gone, so that nothing but the counts is known of it.
        var isInherited = false
        /// When the server was asked for it.
        let began: Timestamp
        /// The row of the first message that it brought.
        var firstEntry: Int64?
        /// Whether roster and presence are done.
        var isReady = false
        /// Whether messages may leave: everything older is decided.
        var isOutboxOpen = false
        /// Whether the server may be asked to take it up again.
        var canResume: Bool
        /// What the server knows of the person; see ``Session/tellClientState()``.
        var clientState = ClientState.active
        /// Whether our end tag is out, or on its way.
        var isClosing = false
        /// Whether it is being taken down, so that nothing new may begin in it.
        var isOver = false

        /// Whether it can outlive its connection.
        var isHeld: Bool { isReady && canResume && !isClosing && !isOver }
    }

    /// The connection that carries a session.
    struct Stream {
        /// The server that it is with.
        let endpoint: Endpoint
        let transport: any Transport
        let tls: TLSSession?
        var keepAlive: KeepAlive<ContinuousClock.Instant>
        /// Says that the server is owed an answer.
        let owed: AsyncStream<Void>.Continuation
        /// Says that the server has acknowledged something.
        let acknowledged: AsyncStream<Void>.Continuation
    }

    /// Since when messages may have been delivered on an earlier stream, and until when that counts.
    struct Redelivery {
        let since: Timestamp
        let until: ContinuousClock.Instant
    }
}
