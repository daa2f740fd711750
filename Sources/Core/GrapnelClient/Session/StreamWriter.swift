internal import GrapnelKit
internal import GrapnelStream

/// The one writer of a stream: keeps the order, puts what came meanwhile into one write, and says when it is out.
actor StreamWriter {
    /// The most octets that wait; beyond it a stanza is refused instead of filling memory.
    static let bound = 4 * 1024 * 1024

    private let transport: any Transport
    private var buffer: [UInt8] = []
    private var waiters: [CheckedContinuation<Void, any Error>] = []
    private var failure: TransportError?
    private var isWriting = false
    private let signal = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    init(_ transport: any Transport) {
        self.transport = transport
    }

    /// Sends a stanza; returns when the connection has taken it.
    ///
    /// - Throws: ``TransportError`` when it was not written, or not surely.
    func write(_ stanza: XMLElement) async throws {
        try await enqueue { stanza.write(into: &$0, within: clientNamespace) }
    }

    /// Sends octets that are no stanza: white space, the end of the stream.
    func write(_ octets: [UInt8]) async throws {
        try await enqueue { $0.append(contentsOf: octets) }
    }

    /// Sends octets without waiting for it, as whoever watches over the stream must.
    func post(_ octets: [UInt8]) {
        guard failure == nil, buffer.count < Self.bound else { return }
        buffer += octets
        signal.continuation.yield()
    }

    /// Whether nothing waits or is being written.
    var isIdle: Bool { buffer.isEmpty && !isWriting }

    private func enqueue(_ append: (inout [UInt8]) -> Void) async throws {
        if let failure { throw failure }
        guard buffer.count < Self.bound else {
            throw TransportError(.timedOut, "", detail: "the server takes nothing; \(buffer.count) octets are waiting")
        }
        append(&buffer)
        signal.continuation.yield()
        try await withCheckedThrowingContinuation { waiters.append($0) }
    }

    /// Writes until the stream ends or the task is cancelled.
    func run() async throws {
        do {
            for await _ in signal.stream {
                while !buffer.isEmpty {
                    let octets = buffer
                    let served = waiters
                    buffer = []
                    waiters = []
                    isWriting = true
                    defer { isWriting = false }
                    do {
                        try await transport.write(octets)
                    } catch {
                        fail(error, waiters: served)
                        throw error
                    }
                    for waiter in served { waiter.resume() }
                }
            }
            throw TransportError(.cancelled)
        } catch let error as TransportError {
            fail(error, waiters: [])
            throw error
        }
    }

    private func fail(_ error: TransportError, waiters served: [CheckedContinuation<Void, any Error>]) {
        failure = error
        for waiter in served + waiters { waiter.resume(throwing: error) }
        waiters = []
        buffer = []
        signal.continuation.finish()
    }
}
