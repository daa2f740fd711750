import Glibc

/// One direction of a connection: what was read on one side and is due on the other.
struct ProxyPipe {
    /// What an attempt to move octets came to.
    enum Outcome {
        case nothing
        case moved(Int)
        /// The side that was used is gone; the other one is to be reset too.
        case broken
    }

    private struct Chunk {
        var octets: ArraySlice<UInt8>
        let due: ContinuousClock.Instant
    }

    /// The most octets that are under way; then the sender has to wait.
    static let bound = 1 << 20

    private var chunks: [Chunk] = []
    private var count = 0
    /// When the receiver is to see the end of the stream, once that is known.
    private var end: ContinuousClock.Instant?
    /// Whether the sender has closed its side.
    private(set) var senderHasEnded = false
    /// Whether the receiver has been told.
    private(set) var receiverWasTold = false

    var isOver: Bool { senderHasEnded && receiverWasTold }

    var wantsInput: Bool { !senderHasEnded && count < Self.bound }

    /// When there is something to hand on next, or nil.
    var due: ContinuousClock.Instant? { chunks.first?.due ?? (receiverWasTold ? nil : end) }

    /// Takes what has come on a socket; after ``finish(now:)`` only to see its end.
    mutating func read(from descriptor: Int32, due: ContinuousClock.Instant) -> Outcome {
        var length = 0
        let octets = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            length = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            count = max(length, 0)
        }
        guard length >= 0 else { return errno == EAGAIN || errno == EINTR ? .nothing : .broken }
        guard length > 0 else {
            senderHasEnded = true
            end = end ?? due
            return .nothing
        }
        if end == nil {
            chunks.append(Chunk(octets: octets[...], due: due))
            count += length
        }
        return .moved(length)
    }

    /// Hands on what is due, `limit` octets at most.
    mutating func write(to descriptor: Int32, now: ContinuousClock.Instant, limit: Int) -> Outcome {
        guard let chunk = chunks.first, chunk.due <= now else {
            if chunks.isEmpty, let end, end <= now, !receiverWasTold {
                receiverWasTold = true
                shutdown(descriptor, Int32(SHUT_WR))
            }
            return .nothing
        }
        let length = chunk.octets.prefix(limit).withUnsafeBytes {
            send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard length >= 0 else { return errno == EAGAIN || errno == EINTR ? .nothing : .broken }
        chunks[0].octets = chunks[0].octets.dropFirst(length)
        if chunks[0].octets.isEmpty { chunks.removeFirst() }
        count -= length
        return .moved(length)
    }

    /// Tells the receiver that nothing more comes, and throws away what is under way.
    mutating func finish(now: ContinuousClock.Instant) {
        chunks = []
        count = 0
        end = now
    }
}
