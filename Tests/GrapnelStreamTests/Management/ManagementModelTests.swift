import GrapnelStream
import TestSupport
import Testing

/// A server that keeps its books with plain lists, to hold the machine to.
private struct ModelServer {
    /// What it took from the client, in order.
    var taken: [Int] = []
    var takenCount: UInt32
    /// What it sent, and how many of those the client has acknowledged.
    var sent: [Int] = []
    var acknowledged = 0
    let base: UInt32
}

@Suite("Stream management beside a model")
struct ManagementModelTests {
    @Test("Whatever breaks when, each side gets everything once and in order", arguments: 0..<200)
    func interleavings(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let bases: [UInt32] = [0, .max - 5, .max - 40, 7]
        let base = bases[seed % bases.count]
        var server = ModelServer(takenCount: base, base: base)
        var outbound = StreamManagement.Outbound<Int>(acknowledged: base, countBound: 20)
        var inbound = StreamManagement.Inbound(handled: base)
        // What is under way between the two, and what the client has to handle.
        var (up, down): ([Int], [Int]) = ([], [])
        var (queue, handled): ([Int], [Int]) = ([], [])
        var next = 0

        for _ in 0..<400 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0...2 where outbound.hasRoom(count: 0, octets: 0):
                next += 1
                outbound.send(next, octets: 1)
                up.append(next)
            case 3, 4:
                guard !up.isEmpty else { continue }
                server.taken.append(up.removeFirst())
                server.takenCount &+= 1
            case 5:
                _ = try outbound.acknowledge(server.takenCount)
            case 6:
                server.sent.append(server.sent.count)
                down.append(server.sent.count - 1)
            case 7:
                guard !down.isEmpty else { continue }
                let stanza = down.removeFirst()
                if inbound.receive() { queue.append(stanza) }
            case 8:
                guard !queue.isEmpty else { continue }
                handled.append(queue.removeFirst())
                _ = inbound.handle()
                server.acknowledged = Int(inbound.handled &- base)
            default:
                // The connection breaks with whatever is under way, and the stream is resumed.
                let told = inbound.handled
                if Bool.random(using: &random), !queue.isEmpty {
                    handled.append(queue.removeFirst())
                    _ = inbound.handle()
                }
                _ = try outbound.resume(server.takenCount)
                inbound.resume(from: told)
                up = outbound.unacknowledged
                down = Array(server.sent[Int(told &- base)...])
            }
            #expect(outbound.unacknowledged.count <= 20)
        }
        for stanza in up { server.taken.append(stanza) }
        for stanza in down where inbound.receive() { queue.append(stanza) }
        handled += queue
        _ = inbound.handle(queue.count)
        #expect(server.taken == Array(1..<(next + 1)))
        #expect(handled == server.sent)
        #expect(inbound.handled == base &+ UInt32(server.sent.count))
    }

    @Test("Counts near each other are compared across the wrap")
    func covering() {
        #expect(StreamManagement.isCovered(.max, by: 0))
        #expect(StreamManagement.isCovered(3, by: 3))
        #expect(!StreamManagement.isCovered(4, by: 3))
        #expect(!StreamManagement.isCovered(0, by: .max))
    }
}
