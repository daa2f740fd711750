internal import Dispatch
internal import Glibc
internal import GrapnelKit

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
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try output(of: command) })
            }
        }
    }

    private static func output(of command: String) throws -> String {
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
        let (octets, isComplete) = read(ends[0])
        if !isComplete { kill(child, SIGTERM) }
        var result: Int32 = 0
        while waitpid(child, &result, 0) < 0, errno == EINTR {}
        guard isComplete else { throw failure(command, "it took more than a minute or printed too much") }
        guard result == 0 else { throw failure(command, "it ended with status \(result >> 8 & 0xFF)") }
        let line = String(decoding: octets.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
        guard !line.isEmpty else { throw failure(command, "it printed nothing") }
        return line
    }

    /// Reads to the end; answers false where that is not reached within the bounds.
    private static func read(_ descriptor: Int32) -> ([UInt8], Bool) {
        var octets: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1024)
        let deadline = ContinuousClock.now + .milliseconds(Int(patience))
        while octets.count <= bound, ContinuousClock.now < deadline {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 1000) > 0 else { continue }
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
