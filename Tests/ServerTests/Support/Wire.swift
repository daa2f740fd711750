import Synchronization

/// What one connection has carried.
final class Wire: Sendable {
    /// What we sent without waiting for an answer, and what came back before we sent more.
    struct Turn: Sendable {
        var sent: [UInt8] = []
        var received: [UInt8] = []

        var question: String { String(decoding: sent, as: UTF8.self) }
        var answer: String { String(decoding: received, as: UTF8.self) }
    }

    private let all = Mutex<[Turn]>([])

    func send(_ octets: [UInt8]) {
        all.withLock { turns in
            if turns.last.map({ !$0.received.isEmpty }) ?? true { turns.append(Turn()) }
            turns[turns.count - 1].sent += octets
        }
    }

    func receive(_ octets: [UInt8]) {
        guard !octets.isEmpty else { return }
        all.withLock { turns in
            if turns.isEmpty { turns.append(Turn()) }
            turns[turns.count - 1].received += octets
        }
    }

    /// The round trips, in order.
    var turns: [Turn] { all.withLock { $0 } }

    var sent: String { String(decoding: turns.flatMap(\.sent), as: UTF8.self) }
    var received: String { String(decoding: turns.flatMap(\.received), as: UTF8.self) }
}
