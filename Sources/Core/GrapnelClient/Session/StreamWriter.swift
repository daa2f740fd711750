internal import GrapnelKit
internal import GrapnelStore
internal import GrapnelStream
internal import Synchronization

/// The writing side of one session: collects what is sent meanwhile into one write, and says when it is out.
///
/// Where the server acknowledges stanzas (XEP-0198) it keeps each until then, has the profile keep its position before
/// a byte of it is written, and goes on upon another connection where the stream is taken up again. Between two
/// connections stanzas wait; messages of the journal do not, since they wait in the outbox.
final class StreamWriter: Sendable {
    /// The most octets that wait; beyond it a stanza is refused instead of filling memory.
    static let bound = 4 * 1024 * 1024

    typealias Outbound = StreamManagement.Outbound<[UInt8]>
    typealias Waiter = CheckedContinuation<Void, any Error>

    struct Entry {
        let octets: [UInt8]
        /// Whether it counts for stream management.
        let isStanza: Bool
        /// What the profile keeps of it.
        let content: SentStanza.Content?
        /// Whether nothing follows it on its connection.
        var isLast = false
        var waiter: Waiter?
    }

    struct State {
        var queue: [Entry] = []
        /// The octets in the queue.
        var size = 0
        var outbound: Outbound?
        /// What the server does not have of an earlier connection; it goes first.
        var again: [UInt8] = []
        var isWriting = false
        /// Whether the end of the stream is out, or on its way, behind which nothing follows.
        var isClosed = false
        /// Wakes whoever writes; nil between two connections.
        var signal: AsyncStream<Void>.Continuation?
        /// What the signal wakes, until somebody writes.
        var signals: AsyncStream<Void>?
        /// Why nothing is written any more.
        var failure: (any Error)?
    }

    let state: Mutex<State>
    private let record: @Sendable ([SentStanza]) async throws -> Void

    /// - Parameters:
    ///   - outbound: where counting begins; nil where the server acknowledges nothing.
    ///   - record: keeps positions; what it throws for is not written.
    init(_ outbound: Outbound?, record: @escaping @Sendable ([SentStanza]) async throws -> Void) {
        self.state = Mutex(State(outbound: outbound))
        self.record = record
    }

    /// Takes stanzas for a connection from now on, which ``run(on:)`` then writes.
    func attach() {
        let (signals, signal) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        state.withLock { state in
            state.signal = signal
            state.signals = signals
        }
        signal.yield()
    }

    /// Writes until the connection ends or the task is cancelled; after ``attach()``.
    func run(on transport: any Transport) async throws {
        let signals = state.withLock { state in
            defer { state.signals = nil }
            return state.signals
        }
        do {
            guard let signals else { throw TransportError(.closed) }
            for await _ in signals {
                while let batch = takeBatch() { try await write(batch, to: transport) }
            }
            throw TransportError(.cancelled)
        } catch {
            breakOff(error)
            throw error
        }
    }

    private func write(_ batch: Batch, to transport: any Transport) async throws {
        defer { state.withLock { $0.isWriting = false } }
        if !batch.records.isEmpty {
            do {
                try await record(batch.records)
            } catch {
                // Unwritten, so that nothing is on the stream that the profile does not know of.
                for waiter in batch.waiters { waiter.resume(throwing: error) }
                return
            }
        }
        let octets = batch.octets + count(batch.stanzas)
        do {
            if !octets.isEmpty { try await transport.write(octets) }
        } catch {
            // What is counted will be written again, or the session ends and says so.
            for waiter in batch.waiters {
                if batch.isManaged { waiter.resume() } else { waiter.resume(throwing: error) }
            }
            throw error
        }
        for waiter in batch.waiters { waiter.resume() }
    }
}

// MARK: - Batches

extension StreamWriter {
    private struct Batch {
        var octets: [UInt8] = []
        var stanzas: [[UInt8]] = []
        var records: [SentStanza] = []
        var waiters: [Waiter] = []
        var isManaged = false
        var isEmpty: Bool { octets.isEmpty && waiters.isEmpty }
    }

    /// Everything that waits, as far as the server may leave it unacknowledged; nil where there is nothing.
    private func takeBatch() -> Batch? {
        state.withLock { state in
            var batch = Batch(octets: state.again, isManaged: state.outbound != nil)
            guard state.again.isEmpty else {
                state.again = []
                state.isWriting = true
                return batch
            }
            var (taken, size) = (0, 0)
            for entry in state.queue {
                if entry.isStanza, let outbound = state.outbound {
                    guard outbound.hasRoom(count: batch.stanzas.count, octets: size) else { break }
                    let position = outbound.sent &+ UInt32(truncatingIfNeeded: batch.stanzas.count + 1)
                    if let content = entry.content { batch.records.append(SentStanza(content, position: position)) }
                    batch.stanzas.append(entry.octets)
                    size += entry.octets.count
                }
                batch.octets += entry.octets
                if let waiter = entry.waiter { batch.waiters.append(waiter) }
                state.size -= entry.octets.count
                taken += 1
            }
            state.queue.removeFirst(taken)
            state.isWriting = !batch.isEmpty
            return batch.isEmpty ? nil : batch
        }
    }

    /// Counts stanzas that are about to be written; answers the request for their acknowledgement, if one is due.
    private func count(_ stanzas: [[UInt8]]) -> [UInt8] {
        state.withLock { state in
            for stanza in stanzas { state.outbound?.send(stanza, octets: stanza.count) }
            return state.outbound?.request() == true ? StreamManagement.Element.request.octets : []
        }
    }
}
