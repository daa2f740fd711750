import GrapnelStream
import TestSupport
import Testing

@testable import GrapnelTransport

/// What the kernel says of the network, as rtnetlink(7) lays it out.
@Suite("Changes of the network")
struct NetlinkMessageTests {
    private static let (newLink, deletedLink, newAddress, deletedAddress): (UInt16, UInt16, UInt16, UInt16) =
        (16, 17, 20, 21)
    private static let (newRoute, deletedRoute): (UInt16, UInt16) = (24, 25)

    private static func message(_ kind: UInt16, _ body: [UInt8], length: Int? = nil) -> [UInt8] {
        octets(UInt32(length ?? 16 + body.count)) + octets(kind) + [0, 0] + octets(UInt32(1)) + octets(UInt32(0)) + body
    }

    private static func octets(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value, Array.init) }

    private static func link(_ kind: UInt16 = newLink, flags: UInt32) -> [UInt8] {
        message(kind, [0, 0, 1, 0] + octets(UInt32(2)) + octets(flags) + octets(UInt32.max))
    }

    private static func address(_ kind: UInt16, flags: UInt8 = 0, scope: UInt8 = 0) -> [UInt8] {
        message(kind, [2, 24, flags, scope] + octets(UInt32(2)) + [8, 0, 1, 0, 10, 9, 9, 9])
    }

    private static func route(_ kind: UInt16, length: UInt8 = 0, type: UInt8 = 1) -> [UInt8] {
        message(kind, [2, length, 0, 0, 254, 3, 0, type] + octets(UInt32(0)))
    }

    @Test(
        "What comes and goes is told, what is only of this machine or not yet there is not",
        arguments: [
            (address(newAddress), [.gained]), (address(deletedAddress), [.lost]),
            (address(newAddress, flags: 0x40), []), (address(newAddress, scope: 254), []),
            (address(newAddress, scope: 253), []), (address(deletedAddress, scope: 254), []),
            (route(newRoute), [.gained]), (route(deletedRoute), [.lost]), (route(newRoute, length: 24), []),
            (route(newRoute, type: 7), []), (link(flags: 0x1 | 0x40), []), (link(flags: 0x1), [.lost]),
            (link(flags: 0), [.lost]), (link(flags: 0x8), []), (link(deletedLink, flags: 0), []),
            (address(newAddress) + route(newRoute), [.gained, .gained]),
            (address(deletedAddress) + link(flags: 0) + route(newRoute), [.lost, .lost, .gained]),
        ] as [([UInt8], [NetworkChange])])
    func reading(_ datagram: [UInt8], _ changes: [NetworkChange]) {
        #expect(NetlinkMessage.changes(in: datagram[...]) == changes)
        // What is cut off is passed over, wherever it is cut.
        for count in datagram.indices {
            let some = NetlinkMessage.changes(in: datagram.prefix(count))
            #expect(changes.starts(with: some))
        }
    }

    @Test("A length that is a lie ends the reading")
    func lies() {
        let change = Self.address(Self.newAddress)
        for length in [0, 15, 17, 1 << 31] {
            #expect(NetlinkMessage.changes(in: (Self.message(20, [], length: length) + change)[...]).isEmpty)
        }
        #expect(NetlinkMessage.changes(in: (Self.message(20, []) + change)[...]) == [.gained])
    }

    @Test("Random octets are no trap")
    func noise() {
        var random = SplitMix(seed: 7)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...64, using: &random)
            var bytes = (0..<count).map { _ in UInt8.random(in: 0...32, using: &random) }
            if count > 4 { bytes.replaceSubrange(1..<4, with: [0, 0, 0]) }
            #expect(NetlinkMessage.changes(in: bytes[...]).count <= count / 16)
        }
    }

    @Test("A watch that nobody takes part in any more ends")
    func ends() async throws {
        let watching = Task {
            for await _ in NetlinkMonitor().changes() {}
        }
        watching.cancel()
        try await within("the end of the watch") { await watching.value }
    }
}
