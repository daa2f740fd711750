import Foundation
import Glibc
import Synchronization

/// A program that a test started: its standard output and error as one text, its input, its end.
///
/// It dies with the test process, and is ended by its pid when the last reference to it goes. One thread per child
/// reads and reaps it, so waiting never blocks the cooperative pool.
public final class ChildProcess: Sendable {
    /// The process id.
    public let pid: Int32

    private let input: Mutex<Int32>
    private let log: ChildLog

    /// Starts `arguments[0]`, looked up in `PATH`, with the environment of the tests and `environment` over it.
    public init(_ arguments: [String], directory: String? = nil, environment: [String: String] = [:]) async throws {
        let log = ChildLog()
        var merged = ProcessInfo.processInfo.environment
        merged.merge(environment) { _, added in added }
        let plan = ChildSpawn(
            arguments: arguments,
            directory: directory,
            environment: merged.map { "\($0.key)=\($0.value)" }
        )
        let started = await withCheckedContinuation { continuation in
            // The kernel ends the child when the thread that started it ends, so one thread does both.
            Thread.detachNewThread {
                let result = plan.run()
                continuation.resume(returning: result)
                if case .success(let child) = result { log.follow(child) }
            }
        }
        let child = try started.get()
        self.log = log
        pid = child.pid
        input = Mutex(child.input)
    }

    deinit {
        if log.status == nil { kill(pid, SIGKILL) }
        closeInput()
    }

    /// Runs a program to its end and returns what it printed; a status other than 0 throws it.
    @discardableResult
    public static func run(
        _ arguments: [String],
        directory: String? = nil,
        environment: [String: String] = [:],
        within limit: Duration = .seconds(60)
    ) async throws -> String {
        let child = try await ChildProcess(arguments, directory: directory, environment: environment)
        child.closeInput()
        let status = try await child.wait(within: limit)
        guard status == 0 else {
            throw TestFailure("\(arguments.joined(separator: " ")) ended with \(status): \(child.output)")
        }
        return child.output
    }

    /// Everything printed so far, invalid UTF-8 replaced.
    public var output: String { String(decoding: log.bytes, as: UTF8.self) }

    /// How many bytes were printed so far.
    public var outputCount: Int { log.bytes.count }

    /// The exit status, or 128 and the signal's number; nil while it runs.
    public var status: Int32? { log.status }

    /// Waits until `text` was printed, and returns the first line that holds it.
    @discardableResult
    public func line(containing text: String, within limit: Duration = .seconds(20)) async throws -> String {
        let log = log
        return try await waiting(limit, "a line with \"\(text)\"") {
            try await log.next { bytes, ended in
                let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
                if let line = lines.first(where: { $0.contains(text) }) { return String(line) }
                if ended { throw TestFailure("it ended before it printed \"\(text)\"") }
                return nil
            }
        }
    }

    /// Waits until at least `count` bytes were printed.
    public func outputReaches(_ count: Int, within limit: Duration = .seconds(60)) async throws {
        let log = log
        try await waiting(limit, "\(count) bytes of output") {
            try await log.next { bytes, ended in
                if bytes.count >= count { return () }
                if ended { throw TestFailure("it ended after \(bytes.count) bytes") }
                return nil
            }
        }
    }

    /// Waits for the end and returns the exit status, or 128 and the signal's number.
    @discardableResult
    public func wait(within limit: Duration = .seconds(20)) async throws -> Int32 {
        let log = log
        return try await waiting(limit, "its end") { try await log.end() }
    }

    /// Writes to the standard input; blocks when the child does not read.
    public func send(_ text: String) throws {
        let bytes = Array(text.utf8)
        try input.withLock { descriptor in
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                guard count > 0 else { throw TestFailure("process \(pid) reads no input: errno \(errno)") }
                sent += count
            }
        }
    }

    /// Closes the standard input.
    public func closeInput() {
        input.withLock { descriptor in
            if descriptor >= 0 { close(descriptor) }
            descriptor = -1
        }
    }

    /// Sends a signal, to this process only.
    public func signal(_ number: Int32) {
        if log.status == nil { kill(pid, number) }
    }

    /// Ends the process: SIGTERM, then SIGKILL if it does not go within `grace`.
    public func terminate(within grace: Duration = .seconds(5)) async throws {
        signal(SIGTERM)
        do {
            try await wait(within: grace)
        } catch {
            signal(SIGKILL)
            try await wait()
        }
    }

    private func waiting<Value: Sendable>(
        _ limit: Duration,
        _ purpose: String,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        do {
            return try await within(purpose, limit: limit, body)
        } catch let failure as TestFailure {
            throw TestFailure("process \(pid): \(failure). It printed:\n\(output.suffix(4000))")
        }
    }
}
