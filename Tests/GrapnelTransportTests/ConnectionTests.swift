import Foundation
import Glibc
import GrapnelStream
import GrapnelTransport
import TestSupport
import Testing

/// Connections in clear: opening, both directions, every kind of end.
@Suite(.timeLimit(.minutes(1))) struct ConnectionTests {
    @Test func bytesPassBothWays() async throws {
        let server = try ScriptedServer { connection in
            while case let bytes = connection.receive(), !bytes.isEmpty { connection.send(bytes) }
        }
        let transport = try await server.connect()
        try await transport.write(Array("<stream".utf8))
        try await transport.write([])
        try await transport.write(Array(":stream>".utf8))
        #expect(try await collect(transport, until: 15) == Array("<stream:stream>".utf8))
        #expect(await transport.tls == nil)
        await transport.close()
    }

    @Test func refusedPortSaysWhere() async throws {
        let port = try ScriptedServer.unusedPort()
        let error = try await failure(host: "127.0.0.1", port: port)
        #expect(error?.condition == .connectionRefused)
        #expect(error?.sentence.contains("127.0.0.1:\(port) refuses the connection;") == true)
    }

    @Test(arguments: ["no-such-host.invalid", "bücher.invalid"])
    func unknownHostIsNamed(host: String) async throws {
        let error = try await failure(host: host, port: 5222)
        #expect(error?.condition == .hostUnknown)
        #expect(error?.sentence.contains("no host named \(host);") == true)
    }

    @Test func finInClearIsAnOrderlyEnd() async throws {
        let server = try ScriptedServer { $0.send(Array("last".utf8)) }
        let transport = try await server.connect()
        #expect(try await collect(transport) == Array("last".utf8))
        #expect(try await transport.read() == nil)
        let error = try await refusal { try await transport.write([1]) }
        #expect(error?.condition == .closed)
        await transport.close()
    }

    @Test func resetEndsTheReader() async throws {
        let server = try ScriptedServer { connection in
            _ = connection.receive()
            connection.reset()
        }
        let transport = try await server.connect()
        try await transport.write([1])
        let error = try await refusal { _ = try await transport.read() }
        #expect(error?.condition == .reset)
    }

    @Test func closingEndsTheReader() async throws {
        let server = try ScriptedServer { connection in
            while !connection.receive().isEmpty {}
        }
        let transport = try await server.connect()
        async let waiting = refusal { _ = try await transport.read() }
        await transport.close()
        #expect(try await waiting?.condition == .closed)
        await transport.close()
        let error = try await refusal { try await transport.write([1]) }
        #expect(error?.condition == .closed)
    }

    @Test func closingWaitsForWhatIsUnderWay() async throws {
        let (results, report) = AsyncStream.makeStream(of: Int.self)
        let server = try ScriptedServer { connection in
            var total = 0
            while case let bytes = connection.receive(), !bytes.isEmpty { total += bytes.count }
            report.yield(total)
            report.finish()
        }
        let transport = try await server.connect()
        try await transport.write([UInt8](repeating: 1, count: 3_000_000))
        await transport.close()
        #expect(await results.first { _ in true } == 3_000_000)
    }

    @Test func cancelledReadLeavesTheConnectionWhole() async throws {
        let server = try ScriptedServer { connection in
            while case let bytes = connection.receive(), !bytes.isEmpty { connection.send(bytes) }
        }
        let transport = try await server.connect()
        let task = Task { try await transport.read() }
        task.cancel()
        let error = try await refusal { _ = try await task.value }
        #expect(error?.condition == .closed)
        try await transport.write([7])
        #expect(try await transport.read() == [7])
        await transport.close()
    }

    @Test func cancelledConnectEndsWithItsReason() async throws {
        let server = try ScriptedServer { _ = $0.receive() }
        let task = Task { try await server.connect() }
        task.cancel()
        let error = try await refusal { _ = try await task.value }
        #expect(error?.condition == .cancelled)
    }

    @Test func closingDoesNotWaitForEverForThePeer() async throws {
        let done = DispatchSemaphore(value: 0)
        let server = try ScriptedServer { _ in done.wait() }
        let transport = try await server.connect()
        try await within("close, though the peer keeps its side open") { await transport.close() }
        done.signal()
    }

    @Test func cancelledWriteToADeafPeerEnds() async throws {
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        let done = DispatchSemaphore(value: 0)
        let server = try ScriptedServer { _ in
            opener.finish()
            done.wait()
        }
        let transport = try await server.connect()
        for await _ in gate {}
        let task = Task { try await transport.write([UInt8](repeating: 1, count: 64_000_000)) }
        task.cancel()
        let error = try await refusal { try await task.value }
        #expect(error?.condition == .cancelled)
        done.signal()
        await transport.close()
    }

    @Test func peerThatIsNotReadIsHeldBack() async throws {
        let offered = 256_000_000
        let (results, report) = AsyncStream.makeStream(of: Int.self)
        let server = try ScriptedServer { connection in
            connection.limitSending(milliseconds: 300)
            let chunk = [UInt8](repeating: 1, count: 1_000_000)
            var taken = 0
            while taken < offered, case let count = connection.send(chunk), count > 0 { taken += count }
            report.yield(taken)
            report.finish()
        }
        let transport = try await server.connect()
        #expect(try await transport.read() != nil)
        let taken = try #require(await results.first { _ in true })
        // What the two kernel buffers hold, and one read here.
        #expect(taken < offered / 4)
        #expect(try await collect(transport).count > 0)
        await transport.close()
    }

    @Test func twoReadersAreRefusedNotMixed() async throws {
        let server = try ScriptedServer { connection in
            while !connection.receive().isEmpty {}
        }
        let transport = try await server.connect()
        async let first = refusal { _ = try await transport.read() }
        async let second = refusal { _ = try await transport.read() }
        async let third = refusal { _ = try await transport.read() }
        try await within("one of three readers is left") {
            // Two of them are refused at once; closing ends the one that waits.
            await transport.close()
        }
        let conditions = try await [first, second, third].map { $0?.condition }
        #expect(conditions.allSatisfy { $0 == .failed || $0 == .closed })
    }

    @Test func connectAndCloseLeaksNoDescriptor() async throws {
        let port = try ScriptedServer.unusedPort()
        var servers: Set<UInt16> = []
        for round in 0..<200 {
            let server = try ScriptedServer { connection in
                _ = connection.receive()
            }
            servers.insert(server.port)
            let transport = try await server.connect()
            try await transport.write([1])
            if round.isMultiple(of: 2) { await transport.close() }
            _ = try await failure(host: "127.0.0.1", port: port)
        }
        let ports = servers
        try await within("every connection is closed") {
            while try Self.openConnections(to: ports) > 0 { try await Task.sleep(for: .milliseconds(20)) }
        }
    }

    /// How many sockets of this process are connected to one of the ports on loopback.
    private static func openConnections(to ports: Set<UInt16>) throws -> Int {
        let folder = "/proc/self/fd"
        let sockets = Set(
            try FileManager.default.contentsOfDirectory(atPath: folder).compactMap { name -> String? in
                // One that was closed since has no target any more.
                let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")
                return target?.hasPrefix("socket:[") == true ? String(target?.dropFirst(8).dropLast() ?? "") : nil
            })
        let table = try String(contentsOfFile: "/proc/self/net/tcp", encoding: .utf8)
        return table.split(separator: "\n").dropFirst().count { line in
            let fields = line.split(separator: " ")
            guard fields.count > 9, let port = UInt16(fields[2].suffix(4), radix: 16) else { return false }
            return ports.contains(port) && sockets.contains(String(fields[9]))
        }
    }

    private func failure(host: String, port: UInt16) async throws -> TransportError? {
        try await refusal {
            _ = try await NIOConnector(timeout: .seconds(10)).connect(
                to: Endpoint(host: host, port: port, mode: .startTLS),
                tls: TLSSettings(domain: "example.org")
            )
        }
    }
}
