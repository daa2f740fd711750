import Foundation
import Glibc
import GrapnelStream
import GrapnelTransport
import TestSupport
import Testing

/// Connections under TLS: the upgrade, both directions in bulk, every kind of end.
@Suite(.timeLimit(.minutes(1))) struct TLSConnectionTests {
    @Test func closeNotifyIsTheOrderlyEnd() async throws {
        let (server, transport) = try await connected(["-www"])
        try await transport.write(Array("GET / HTTP/1.0\r\n\r\n".utf8))
        let page = try await collect(transport)
        #expect(String(decoding: page, as: UTF8.self).hasSuffix("</HTML>\r\n\r\n"))
        #expect(try await transport.read() == nil)
        await transport.close()
        try await server.process.terminate()
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func finWithoutCloseNotifyIsALoss(version: String) async throws {
        let (server, transport) = try await connected([version])
        try server.say("<message>\n")
        #expect(try await collect(transport, until: 10) == Array("<message>\n".utf8))
        server.process.signal(SIGKILL)
        let error = try await refusal { _ = try await transport.read() }
        #expect(error?.condition == .truncated)
        #expect(error?.sentence.contains("was cut off") == true)
    }

    @Test func ourEndIsAnnouncedToThePeer() async throws {
        let (server, transport) = try await connected(["-msg"])
        await transport.close()
        try await server.process.line(containing: "close_notify")
    }

    @Test func renegotiationIsRefused() async throws {
        let (server, transport) = try await connected(["-tls1_2", "-msg"])
        async let end = refusal { _ = try await collect(transport) }
        try server.say("R\n")
        try await server.process.line(containing: "no_renegotiation")
        #expect(try await end?.condition != .closed)
        await transport.close()
    }

    @Test func keyUpdateIsAnswered() async throws {
        let (server, transport) = try await connected(["-tls1_3", "-msg"])
        try server.say("K\n")
        try await server.process.line(containing: ">>> TLS 1.3, Handshake [length 0005], KeyUpdate")
        try server.say("after\n")
        #expect(try await collect(transport, until: 6) == Array("after\n".utf8))
        // OpenSSL answers with the next write.
        try await transport.write(Array("under new keys\n".utf8))
        try await server.process.line(containing: "<<< TLS 1.3, Handshake [length 0005], KeyUpdate")
        try await server.process.line(containing: "under new keys")
        await transport.close()
    }

    @Test func tenMegabytesEachWay() async throws {
        let (server, transport) = try await connected()
        let count = 10_000_000
        let line = String(repeating: "x", count: 9_999) + "\n"
        let text = String(repeating: line, count: count / line.utf8.count)
        Thread.detachNewThread {
            do { try server.say(text) } catch { Issue.record(error) }
        }
        async let received = collect(transport, until: count)
        try await transport.write(Array(text.utf8))
        #expect(try await received == Array(text.utf8))
        try await server.process.outputReaches(count)
        #expect(server.process.output.contains(text))
        await transport.close()
    }

    @Test func bytesBeforeTheHandshakeAreRefused() async throws {
        let (written, report) = AsyncStream.makeStream(of: Void.self)
        let server = try ScriptedServer { connection in
            connection.send(Array("<proceed/>".utf8))
            _ = connection.receive()
            connection.send(Array("<message/>".utf8))
            report.finish()
            while !connection.receive().isEmpty {}
        }
        let transport = try await server.connect()
        #expect(try await transport.read() == Array("<proceed/>".utf8))
        try await transport.write([1])
        for await _ in written {}
        // The clear bytes reach the handshake, which cannot take them for TLS.
        let error = try await refusal { _ = try await transport.startTLS() }
        #expect(error?.condition == .tlsFailed)
        #expect(error?.detail == "what answers there speaks no TLS")
        let later = try await refusal { _ = try await transport.read() }
        #expect(later?.condition == .tlsFailed)
    }

    @Test func endDuringTheHandshakeIsTold() async throws {
        let server = try ScriptedServer { _ = $0.receive() }
        let transport = try await server.connect()
        let error = try await refusal { _ = try await transport.startTLS() }
        #expect(error?.condition == .truncated)
        #expect(error?.detail == "during the TLS handshake")
    }

    @Test func cancelledHandshakeClosesTheConnection() async throws {
        let (ends, report) = AsyncStream.makeStream(of: Void.self)
        let server = try ScriptedServer { connection in
            while !connection.receive().isEmpty {}
            report.finish()
        }
        let transport = try await server.connect()
        let task = Task { try await transport.startTLS() }
        task.cancel()
        let error = try await refusal { _ = try await task.value }
        #expect(error?.condition == .cancelled)
        for await _ in ends {}
        #expect(await transport.tls == nil)
    }

    @Test func secondUpgradeIsRefusedAndHarmsNothing() async throws {
        let (server, transport) = try await connected()
        let error = try await refusal { _ = try await transport.startTLS() }
        #expect(error?.condition == .failed)
        try await transport.write(Array("still here\n".utf8))
        try await server.process.line(containing: "still here")
    }

    @Test func manyConnectionsEndCleanly() async throws {
        let authority = try await TestCertificates()
        let server = try await OpenSSLServer(authority.issue("example.org"))
        for _ in 0..<50 {
            let (transport, session) = try await server.connect(trusting: authority)
            #expect(session.version == "TLSv1.3")
            await transport.close()
        }
    }

    private func connected(_ options: [String] = []) async throws -> (OpenSSLServer, any Transport) {
        let authority = try await TestCertificates()
        let server = try await OpenSSLServer(authority.issue("example.org"), ["-naccept", "1"] + options)
        return (server, try await server.connect(trusting: authority).transport)
    }
}
