internal import DequeModule

extension StreamManagement {
    /// What we sent, until the server has acknowledged it.
    ///
    /// The counts run modulo 2^32. At most ``countBound`` stanzas and about ``octetBound`` octets wait for their
    /// acknowledgement; beyond that nothing more is to be written until the server has acknowledged some.
    public struct Outbound<Item: Sendable>: Sendable {
        /// The most stanzas that are unacknowledged.
        public let countBound: Int
        /// The octets from which on nothing more is written; one stanza may reach beyond it.
        public let octetBound: Int
        /// After how many stanzas the server is asked again, though it has not answered the last time.
        public let requestEvery: Int

        private var items: Deque<(item: Item, octets: Int)> = []
        private var octets = 0
        /// The stanzas sent since the request that is unanswered; nil where there is none.
        private var sentSinceRequest: Int?

        /// How many stanzas the server has acknowledged.
        public private(set) var acknowledged: UInt32

        /// - Parameter acknowledged: where the count begins: 0 for a new stream.
        public init(
            acknowledged: UInt32 = 0, countBound: Int = 1000, octetBound: Int = 4 * 1024 * 1024,
            requestEvery: Int = 100
        ) {
            self.acknowledged = acknowledged
            self.countBound = countBound
            self.octetBound = octetBound
            self.requestEvery = requestEvery
        }

        /// How many stanzas were sent.
        public var sent: UInt32 { acknowledged &+ UInt32(truncatingIfNeeded: items.count) }

        /// Whether a request is unanswered.
        public var isAwaitingAnswer: Bool { sentSinceRequest != nil }

        /// What is unacknowledged, in the order of sending.
        public var unacknowledged: [Item] { items.map(\.item) }

        /// Whether this many stanzas of this many octets may be under way beside what is.
        public func hasRoom(count: Int, octets: Int) -> Bool {
            items.count + count < countBound && self.octets + octets < octetBound
        }

        /// Counts a stanza that is about to be written, and answers its position: 1 for the first of a stream.
        @discardableResult
        public mutating func send(_ item: Item, octets: Int) -> UInt32 {
            items.append((item, octets))
            self.octets += octets
            if let count = sentSinceRequest { sentSinceRequest = count + 1 }
            return sent
        }

        /// Whether to write a request now; to be asked where nothing more is about to be written.
        ///
        /// One request is under way at a time, so that the server answers once for all that was written meanwhile.
        public mutating func request() -> Bool {
            guard !items.isEmpty else { return false }
            if let count = sentSinceRequest, count < requestEvery { return false }
            sentSinceRequest = 0
            return true
        }

        /// Takes the server's count, and answers what it acknowledges.
        ///
        /// - Throws: ``CountMismatch`` for a count beyond what was sent or before what was acknowledged; nothing is
        ///   taken off the queue then.
        public mutating func acknowledge(_ handled: UInt32) throws(CountMismatch) -> [Item] {
            let count = Int(handled &- acknowledged)
            guard count <= items.count else { throw CountMismatch(handled: handled, sent: sent) }
            let taken = items.prefix(count)
            octets -= taken.reduce(0) { $0 + $1.octets }
            let acknowledgedItems = taken.map(\.item)
            items.removeFirst(count)
            acknowledged = handled
            sentSinceRequest = nil
            return acknowledgedItems
        }

        /// Goes on upon a new connection: what is ``unacknowledged`` afterwards is to be written again, first of all.
        ///
        /// - Returns: What the server had handled before the old connection broke.
        /// - Throws: ``CountMismatch`` as ``acknowledge(_:)`` does.
        public mutating func resume(_ handled: UInt32) throws(CountMismatch) -> [Item] {
            sentSinceRequest = nil
            return try acknowledge(handled)
        }
    }
}
