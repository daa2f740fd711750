import Glibc
import Synchronization

/// What is needed to start a child: made on one thread, run on the child's own.
struct ChildSpawn: Sendable {
    let arguments: [String]
    let directory: String?
    let environment: [String]

    struct Child: Sendable {
        let pid: Int32
        /// The write end of its standard input.
        let input: Int32
        /// The read end of its standard output and error.
        let output: Int32
    }

    /// One child at a time: between `pipe` and close-on-exec another one would inherit the ends and keep them open.
    private static let turn = Mutex(())

    func run() -> Result<Child, TestFailure> {
        Self.turn.withLock { _ in spawn() }
    }

    private func spawn() -> Result<Child, TestFailure> {
        var input: [Int32] = [-1, -1]
        var output: [Int32] = [-1, -1]
        guard pipe(&input) == 0 else { return .failure(TestFailure("pipe: errno \(errno)")) }
        guard pipe(&output) == 0 else {
            input.forEach { close($0) }
            return .failure(TestFailure("pipe: errno \(errno)"))
        }
        for end in input + output { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer {
            close(input[0])
            close(output[1])
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input[0], 0)
        posix_spawn_file_actions_adddup2(&actions, output[1], 1)
        posix_spawn_file_actions_adddup2(&actions, output[1], 2)

        // `setpriv` ends the child with the tests, also when those crash; both programs become the next by exec.
        let place = directory.map { ["env", "--chdir=\($0)"] } ?? []
        let words = ["setpriv", "--pdeathsig", "KILL", "--"] + place + arguments
        var pid: pid_t = 0
        let code = withStrings(words) { argv in
            withStrings(environment) { envp in posix_spawnp(&pid, "setpriv", &actions, nil, argv, envp) }
        }
        guard code == 0 else {
            close(input[1])
            close(output[0])
            return .failure(TestFailure("\(arguments.first ?? "") does not start: errno \(code)"))
        }
        return .success(Child(pid: pid, input: input[1], output: output[0]))
    }

    private func withStrings<Value>(
        _ strings: [String],
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Value
    ) -> Value {
        var pointers = strings.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { preconditionFailure("never empty") }
            return body(start)
        }
    }
}
