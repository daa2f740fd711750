extension StreamManagement {
    /// How far we have handled what the server sent, modulo 2^32.
    ///
    /// A stanza is handled when whatever it brought is on the disk and its processing is over. Stanzas are handled in
    /// the order in which they came, so one number says it all.
    public struct Inbound: Sendable, Hashable {
        /// How many stanzas are handled; what an answer says.
        public private(set) var handled: UInt32
        /// How many came and are not handled yet.
        public private(set) var waiting = 0
        /// How many of those that come next were here before the connection broke.
        private var repeats = 0
        /// Whether an answer is due as soon as what waits is handled.
        private var isOwed = false

        /// - Parameter handled: where the count begins: 0 for a new stream.
        public init(handled: UInt32 = 0) {
            self.handled = handled
        }

        /// How many stanzas came.
        public var received: UInt32 { handled &+ UInt32(truncatingIfNeeded: waiting) }

        /// Counts a stanza that came; false where it was here before, so that it is to be dropped.
        public mutating func receive() -> Bool {
            guard repeats == 0 else {
                repeats -= 1
                return false
            }
            waiting += 1
            return true
        }

        /// Takes note that the next stanzas in the order of arrival are handled.
        ///
        /// - Returns: Whether to answer the server now, which asked while they were being handled.
        public mutating func handle(_ count: Int = 1) -> Bool {
            let count = min(count, waiting)
            waiting -= count
            handled &+= UInt32(truncatingIfNeeded: count)
            guard waiting == 0, isOwed else { return false }
            isOwed = false
            return true
        }

        /// Takes the server's request.
        ///
        /// - Returns: Whether to answer now; otherwise ``handle(_:)`` or ``tick()`` says when, so that one answer does
        ///   for many requests.
        public mutating func request() -> Bool {
            guard waiting > 0 else { return true }
            isOwed = true
            return false
        }

        /// Whether an answer has waited long enough for stanzas whose handling takes its time (XEP-0198 §4).
        ///
        /// To be asked about twice a second.
        public mutating func tick() -> Bool {
            defer { isOwed = false }
            return isOwed
        }

        /// Goes on upon a new connection, where the server was told this count: it sends everything behind it again.
        public mutating func resume(from told: UInt32) {
            repeats = Int(received &- told)
            isOwed = false
        }
    }
}
