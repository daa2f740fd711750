internal import Glibc

/// A pipe that ends the wait of a thread in `poll`.
final class WakeUp: Sendable {
    private let reading: Int32
    private let writing: Int32

    /// - Throws: ``TerminalError`` where the process has no file descriptor left.
    init() throws(TerminalError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw TerminalError(.system, "No file descriptor is left for the terminal.") }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        close(reading)
        close(writing)
    }

    func signal() {
        var byte: UInt8 = 1
        // It can only fail where the pipe is full, and then the thread wakes anyway.
        _ = write(writing, &byte, 1)
    }

    /// Waits until the other descriptor can be read or this one is signalled; -1 as the other stands for none.
    ///
    /// Answers what `poll` says about the other descriptor.
    func wait(for other: Int32) -> Int16 {
        var waits = [
            pollfd(fd: reading, events: Int16(POLLIN), revents: 0),
            pollfd(fd: other, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&waits, 2, -1) > 0 else { return 0 }
        if waits[0].revents != 0 {
            var bytes = [UInt8](repeating: 0, count: 64)
            while read(reading, &bytes, bytes.count) == bytes.count {}
        }
        return waits[1].revents
    }
}
