internal import Glibc
internal import GrapnelKit
internal import Synchronization

/// Asks a command of the person's own, such as `pass show xmpp`, for a password.
enum PasswordCommand {
    /// How long the command may take, in milliseconds: a pass phrase may have to be typed.
    static let patience: Int32 = 60_000
    /// The most octets of its output that are read.
    static let bound = 4096

    /// The first line that the command prints; it runs through `/bin/sh -c` on a thread that may block.
    ///
    /// - Throws: ``CommandError`` that names the command, never what it printed.
    static func run(_ command: String) async throws -> String {
        let isGivenUp = Flag()
        return try await withTaskCancellationHandler {
            try await OwnThread.run { Result { try output(of: command, until: isGivenUp) } }.get()
        } onCancel: {
            isGivenUp.value.store(true, ordering: .relaxed)
        }
    }

    /// Tells the thread that nobody waits for it any more.
    private final class Flag: Sendable {
        let value = Atomic(false)
    }

    private static func output(of command: String, until isGivenUp: Flag) throws -> String {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0, fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0, fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0
        else { throw failure(command, "no pipe could be made") }
        defer { close(ends[0]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        var words: [UnsafeMutablePointer<CChar>?] = (["/bin/sh", "-c", command] as [String]).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        let status = posix_spawn(&child, "/bin/sh", &actions, nil, &words, environ)
        close(ends[1])
        guard status == 0 else { throw failure(command, String(cString: strerror(status))) }
        let (octets, isComplete) = read(ends[0], until: isGivenUp)
        let result = end(child, kindly: isComplete)
        if isGivenUp.value.load(ordering: .relaxed) { throw CancellationError() }
        guard isComplete else { throw failure(command, "it took more than a minute or printed too much") }
        guard result == 0 else { throw failure(command, "it ended with status \(result >> 8 & 0xFF)") }
        let line = String(decoding: octets.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
        guard !line.isEmpty else { throw failure(command, "it printed nothing") }
        return line
    }

    /// Waits for the end of a child that has closed its output, or brings it about; answers its status.
    private static func end(_ child: pid_t, kindly: Bool) -> Int32 {
        var result: Int32 = 0
        if !kindly { kill(child, SIGTERM) }
        for _ in 0..<200 {
            if waitpid(child, &result, WNOHANG) == child { return result }
            _ = poll(nil, 0, 10)
        }
        kill(child, SIGKILL)
        while waitpid(child, &result, 0) < 0, errno == EINTR {}
        return result
    }

    /// Reads to the end; answers false where that is not reached within the bounds.
    private static func read(_ descriptor: Int32, until isGivenUp: Flag) -> ([UInt8], Bool) {
        var octets: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1024)
        let deadline = ContinuousClock.now + .milliseconds(Int(patience))
        while octets.count <= bound, ContinuousClock.now < deadline, !isGivenUp.value.load(ordering: .relaxed) {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 100) > 0 else { continue }
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return (octets, true) }
            if count > 0 { octets += chunk[..<count] } else if errno != EINTR { break }
        }
        return (octets, false)
    }

    private static func failure(_ command: String, _ reason: String) -> CommandError {
        CommandError("The password command “\(command)” gave no password: \(reason). Try it in a shell.")
    }
}
