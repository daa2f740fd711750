internal import Glibc

/// A pipe that ends the wait of a thread in `poll`; it goes with the last one who holds it.
final class Bell: Sendable {
    /// What `poll` waits for.
    let descriptor: Int32
    private let writing: Int32

    /// Nil where the process has no file descriptor left.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (descriptor, writing) = (ends[0], ends[1])
    }

    func ring() {
        var byte: UInt8 = 1
        // It can only fail where the pipe is full, and then the thread wakes anyway.
        _ = write(writing, &byte, 1)
    }

    deinit {
        close(descriptor)
        close(writing)
    }

    /// Makes it silent again.
    func hush() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(descriptor, &bytes, bytes.count) == bytes.count {}
    }
}
