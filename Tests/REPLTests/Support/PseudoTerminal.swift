import CReadline
import Foundation
import Glibc
import Synchronization
import TestSupport

/// A pseudo-terminal with a screen; one thread reads what is written to it.
final class PseudoTerminal: Sendable {
    private struct State {
        var screen: Screen
        var isOver = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    let master: Int32
    /// The side of the program.
    let slave: Int32
    let path: String
    private let state: Mutex<State>

    init(columns: Int = 80, rows: Int = 24) throws {
        setenv("TERM", "xterm", 1)
        // What posix_openpt(3), unlockpt(3) and ptsname(3) do, which Swift's Glibc does not show.
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (number, unlocked): (UInt32, Int32) = (0, 0)
        guard master >= 0, ioctl(master, UInt(0x4004_5431), &unlocked) == 0,
            ioctl(master, UInt(0x8004_5430), &number) == 0
        else { throw TestFailure("no pseudo-terminal") }
        path = "/dev/pts/\(number)"
        slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        state = Mutex(State(screen: Screen(columns: columns, rows: rows)))
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
        // A descriptor of its own: the number of one that was closed here may be another terminal's by then.
        let (own, weak) = (fcntl(master, F_DUPFD_CLOEXEC, 0), WeakTerminal(self))
        Thread.detachNewThread {
            defer { close(own) }
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = read(own, &buffer, buffer.count)
                guard let terminal = weak.terminal else { return }
                terminal.take(count > 0 ? buffer[..<count] : nil)
                if count <= 0 { return }
            }
        }
    }

    deinit {
        close(slave)
        close(master)
    }

    var screen: Screen { state.withLock(\.screen) }

    /// Types keys.
    func type(_ keys: String) {
        let bytes = Array(keys.utf8)
        _ = write(master, bytes, bytes.count)
    }

    /// Waits until the screen shows something.
    @discardableResult
    func wait(_ purpose: String, _ holds: @escaping @Sendable (Screen) -> Bool) async throws -> Screen {
        do {
            return try await within(purpose) { [self] in
                while true {
                    let screen = screen
                    if holds(screen) { return screen }
                    try Task.checkCancellation()
                    await changed(from: screen)
                }
            }
        } catch {
            throw TestFailure("\(error)\nthe screen:\n\(screen.lines.joined(separator: "\n"))")
        }
    }

    /// The settings of the terminal, to compare before and after.
    var modes: [UInt32] {
        var modes = termios()
        tcgetattr(slave, &modes)
        return [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag, UInt32(modes.c_cc.0)]
    }

    /// Starts a program that has this as its controlling terminal.
    func start(_ arguments: [String], environment: [String: String]) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor: Int32 in 0...2 { posix_spawn_file_actions_addopen(&actions, descriptor, path, O_RDWR, 0) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, 0x80 /* POSIX_SPAWN_SETSID, which Swift's Glibc does not show */)
        var pid = pid_t()
        let words = arguments.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (words + variables).forEach { free($0) } }
        let status = posix_spawn(&pid, arguments[0], &actions, &attributes, words, variables)
        guard status == 0 else { throw TestFailure("\(arguments[0]) does not start: \(status)") }
        return pid
    }

    private func take(_ bytes: ArraySlice<UInt8>?) {
        let waiters = state.withLock { state in
            if let bytes { state.screen.feed(bytes) } else { state.isOver = true }
            defer { state.waiters = [] }
            return state.waiters
        }
        waiters.forEach { $0.resume() }
    }

    private func changed(from screen: Screen) async {
        let lines = screen.lines
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mustWait = state.withLock { state in
                    guard !Task.isCancelled, state.screen.lines == lines,
                        state.screen.beforeCursor == screen.beforeCursor,
                        state.screen.isPasteBracketed == screen.isPasteBracketed
                    else { return false }
                    state.waiters.append(continuation)
                    return true
                }
                if !mustWait { continuation.resume() }
            }
        } onCancel: {
            take([])
        }
    }
}

/// Lets the reading thread end with the terminal.
private final class WeakTerminal: Sendable {
    private let reference: Mutex<Reference>

    private struct Reference {
        weak var terminal: PseudoTerminal?
    }

    init(_ terminal: PseudoTerminal) {
        reference = Mutex(Reference(terminal: terminal))
    }

    var terminal: PseudoTerminal? { reference.withLock { $0.terminal } }
}
