import Glibc
import TestSupport
import Testing

@Suite("The fault proxy", .timeLimit(.minutes(1)))
struct FaultProxyTests {
    /// A client's connection through a proxy to a server that is in the hands of the test as well.
    private struct Path {
        let proxy: FaultProxy
        let client: TestSocket
        let server: TestSocket

        init() async throws {
            let listener = try TestListener()
            proxy = try FaultProxy(to: listener.port)
            client = try await TestSocket.connect(to: proxy.port)
            server = try await listener.accept()
        }
    }

    @Test("It carries octets both ways, counts them, and counts what a client says without waiting as one flight")
    func carries() async throws {
        let path = try await Path()
        path.client.send("one ")
        #expect(try await path.server.receive(4) == "one ")
        path.client.send("two")
        #expect(try await path.server.receive(3) == "two")
        path.server.send("three")
        #expect(try await path.client.receive(5) == "three")
        path.client.send("four")
        #expect(try await path.server.receive(4) == "four")
        // An order is done after what was carried before it.
        await path.proxy.change { _ in }
        let counts = path.proxy.counts
        #expect(counts.connections == 1 && counts.open == 1)
        #expect(counts.toServer == 11 && counts.toClient == 5)
        #expect(counts.flights == 2)
        path.client.close()
        #expect(try await path.server.receive(1) == "")
        path.server.close()
        await path.proxy.change { _ in }
        #expect(path.proxy.counts.open == 0)
    }

    @Test("A megabyte arrives whole, in clear weather and octet by octet", arguments: [false, true])
    func large(isBytewise: Bool) async throws {
        let path = try await Path()
        await path.proxy.change { $0.isBytewise = isBytewise }
        let text = String(repeating: "0123456789", count: isBytewise ? 1_000 : 300_000)
        async let sent: Void = path.client.sendAll(text)
        #expect(try await path.server.receive(text.utf8.count) == text)
        try await sent
    }

    @Test(
        "A reset and an end reach both sides", arguments: [(Fault.reset, TestSocket.End.reset), (.finish, .finished)])
    func ends(_ fault: Fault, _ end: TestSocket.End) async throws {
        let path = try await Path()
        path.client.send("before")
        #expect(try await path.server.receive(6) == "before")
        await path.proxy.inflict(fault)
        #expect(try await path.client.end() == end)
        #expect(try await path.server.end() == end)
        #expect(path.proxy.counts.faults == 1)
    }

    @Test("A half-close ends one direction, and the other one goes on", arguments: [true, false])
    func halfClose(isToClient: Bool) async throws {
        let path = try await Path()
        await path.proxy.inflict(isToClient ? .halfCloseToClient : .halfCloseToServer)
        let (deaf, heard) = isToClient ? (path.client, path.server) : (path.server, path.client)
        #expect(try await deaf.end() == .finished)
        heard.send("into the void")
        deaf.send("still there")
        #expect(try await heard.receive(11) == "still there")
    }

    @Test("A black hole tells nobody, keeps both sides open and lets later connections through")
    func blackHole() async throws {
        let listener = try TestListener()
        let proxy = try FaultProxy(to: listener.port)
        let client = try await TestSocket.connect(to: proxy.port)
        let server = try await listener.accept()
        await proxy.inflict(.blackHole)
        client.send("lost")
        server.send("lost too")
        let other = try await TestSocket.connect(to: proxy.port)
        let otherServer = try await listener.accept()
        other.send("through")
        #expect(try await otherServer.receive(7) == "through")
        await proxy.change { _ in }
        #expect(client.hasNothing && server.hasNothing)
        #expect(proxy.counts.open == 2)
        server.close()
        #expect(try await client.end() == .reset)
    }

    @Test("What is sent while the network is away arrives when it is back")
    func away() async throws {
        let path = try await Path()
        await path.proxy.change { $0.isHole = true }
        path.client.send("late")
        await path.proxy.change { _ in }
        #expect(path.server.hasNothing)
        await path.proxy.change { $0.isHole = false }
        #expect(try await path.server.receive(4) == "late")
    }

    @Test("A delay holds every octet back, and keeps their order")
    func delay() async throws {
        let path = try await Path()
        await path.proxy.change { $0.delay = .seconds(600) }
        path.client.send("first")
        await path.proxy.change { _ in }
        await path.proxy.change { $0.delay = .milliseconds(5) }
        path.client.send("second")
        // Behind the first one, which takes ten minutes.
        await path.proxy.change { _ in }
        #expect(path.server.hasNothing)
        let brief = try await Path()
        await brief.proxy.change { $0.delay = .milliseconds(5) }
        let start = ContinuousClock.now
        brief.client.send("ping")
        #expect(try await brief.server.receive(4) == "ping")
        brief.server.send("pong")
        #expect(try await brief.client.receive(4) == "pong")
        #expect(ContinuousClock.now - start >= .milliseconds(10))
    }

    @Test("A cut comes after exactly so many octets", arguments: [FaultDirection.toServer, .toClient])
    func cut(_ direction: FaultDirection) async throws {
        let path = try await Path()
        let (sender, receiver) =
            direction == .toServer ? (path.client, path.server) : (path.server, path.client)
        await path.proxy.change { $0.cut = .init(after: 7, direction, .finish) }
        sender.send("0123")
        sender.send("456789")
        #expect(try await receiver.receive(10) == "0123456")
        #expect(try await receiver.end() == .finished)
        #expect(path.proxy.conditions.cut == nil)
        #expect(path.proxy.counts.faults == 1)
    }

    @Test("While it refuses, connecting fails, and afterwards the same port answers again")
    func refuses() async throws {
        let listener = try TestListener()
        let proxy = try FaultProxy(to: listener.port)
        await proxy.change { $0.refuses = true }
        await #expect(throws: TestFailure.self) { try await TestSocket.connect(to: proxy.port) }
        #expect(proxy.counts.connections == 0)
        await proxy.change { $0.refuses = false }
        let client = try await TestSocket.connect(to: proxy.port)
        let server = try await listener.accept()
        client.send("in")
        #expect(try await server.receive(2) == "in")
    }

    @Test("Where no server listens, a connection is ended at once")
    func noServer() async throws {
        let proxy: FaultProxy
        do {
            let listener = try TestListener()
            proxy = try FaultProxy(to: listener.port)
        }
        let client = try await TestSocket.connect(to: proxy.port)
        #expect(try await client.end() != .open)
    }

    @Test("It ends with its last reference, and resets what is open")
    func over() async throws {
        let listener = try TestListener()
        var proxy: FaultProxy? = try FaultProxy(to: listener.port)
        let port = try #require(proxy?.port)
        let client = try await TestSocket.connect(to: port)
        let server = try await listener.accept()
        proxy = nil
        #expect(try await client.end() == .reset)
        #expect(try await server.end() == .reset)
    }
}
