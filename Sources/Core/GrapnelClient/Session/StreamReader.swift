internal import GrapnelKit
internal import GrapnelStream

/// Reads one stream: octets from the transport, events from the parser.
actor StreamReader {
    private let transport: any Transport
    private let parser = XMLStreamParser()

    init(_ transport: any Transport) {
        self.transport = transport
    }

    /// What one read brought.
    struct Batch: Sendable {
        let events: [Event]
        /// What is wrong with the stream behind these events.
        let error: XMLError?
    }

    /// An event, and how many octets had arrived behind it.
    struct Event: Sendable {
        let event: XMLStreamEvent
        let unread: Int
    }

    /// The next batch; nil after the orderly end of the connection.
    func next() async throws(TransportError) -> Batch? {
        guard let octets = try await transport.read() else { return nil }
        var events: [Event] = []
        do {
            try parser.feed(octets) { events.append(Event(event: $0, unread: parser.bytesAfterEvent)) }
            return Batch(events: events, error: nil)
        } catch {
            return Batch(events: events, error: error)
        }
    }

    /// Begins a new stream on the same connection: nothing is carried over.
    func restart() {
        parser.reset()
    }
}
