import Foundation
import GrapnelStream
import Synchronization
import TestSupport

/// A real server on loopback, started and stopped by `scripts/server`; it ends with the test process at the latest.
final class LiveServer: Sendable {
    /// What `scripts/server` says of the server it started.
    private struct Answer: Decodable {
        let host: String
        let port: UInt16
        let direct_tls_port: UInt16
        let ca_file: String
        let domain: String
        let log: String
    }

    /// How many accounts each server has.
    private static let population = 80

    let setup: ServerSetup
    private let directory: String
    private let answer: Answer
    private let given = Atomic<Int>(0)

    var host: String { answer.host }
    var domain: String { answer.domain }
    var caFile: String { answer.ca_file }

    private init(setup: ServerSetup, directory: String, answer: Answer) {
        self.setup = setup
        self.directory = directory
        self.answer = answer
    }

    static func start(_ setup: ServerSetup) async throws -> LiveServer {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("grapnel-server-\(UUID())").path
        let people = (1...population).map { Person(name: "person\($0)", domain: "") }
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        try people.map { "\($0.name):\($0.password)\n" }.joined()
            .write(toFile: "\(directory)/people", atomically: false, encoding: .utf8)
        let owner = "\(ProcessInfo.processInfo.processIdentifier)"
        let answer = try await run(
            setup, directory, ports: (try Ports.next(), try Ports.next()),
            ["--accounts-file", "\(directory)/people", "--owner", owner])
        return LiveServer(setup: setup, directory: directory, answer: answer)
    }

    /// Starts it again after ``stop()``, on the same ports and with the accounts' data.
    func startAgain() async throws {
        _ = try await Self.run(setup, directory, ports: (answer.port, answer.direct_tls_port), [])
    }

    func stop() async throws {
        try await ChildProcess.run([Self.script(), "stop", directory])
    }

    private static func run(
        _ setup: ServerSetup, _ directory: String, ports: (UInt16, UInt16), _ options: [String]
    ) async throws -> Answer {
        let place = ["--port", "\(ports.0)", "--direct-tls-port", "\(ports.1)"]
        let output = try await ChildProcess.run(
            [script(), "start", setup.program.rawValue, directory] + setup.options + place + options)
        guard let line = output.split(separator: "\n").last else { throw TestFailure("\(setup): no answer") }
        return try JSONDecoder().decode(Answer.self, from: Data(line.utf8))
    }

    private static func script() throws -> String { "\(try BuildFolder.ofThisRun().sources)/scripts/server" }

    /// An account that no other test has.
    func person() throws -> Person {
        let number = given.add(1, ordering: .relaxed).newValue
        guard number <= Self.population else { throw TestFailure("\(setup) has no account left; raise the population") }
        return Person(name: "person\(number)", domain: domain)
    }

    func port(_ site: Site) -> UInt16 { site.mode == .directTLS ? answer.direct_tls_port : answer.port }

    /// What the server has written down so far.
    func log() throws -> String { try String(contentsOfFile: answer.log, encoding: .utf8) }
}
