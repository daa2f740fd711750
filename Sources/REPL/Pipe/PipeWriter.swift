internal import Glibc
internal import Synchronization

/// Standard output and standard error of a front without a terminal, written by a thread of their own.
public final class PipeWriter: Sendable {
    private struct State {
        var isClosing = false
        var isOver = false
        var waitingForEnd: [CheckedContinuation<Void, Never>] = []
    }

    private let output = OutputQueue()
    private let errors = OutputQueue()
    private let wakeUp: WakeUp
    private let state = Mutex(State())
    private let layout = LineLayout(columns: nil, isColoured: false)

    /// Writes to the descriptors until it is closed, or nobody reads standard output any more.
    ///
    /// - Throws: ``TerminalError`` where the system gives no thread.
    public init(output: Int32 = 1, errors: Int32 = 2) throws(TerminalError) {
        wakeUp = try WakeUp()
        // A reader that has gone is an error of write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        try OwnThread.run { [self] in work(output, errors) }
    }

    /// Writes lines to standard output; waits while the reader is far behind. Answers false once nobody reads.
    @discardableResult
    func write(_ lines: [Line]) async -> Bool {
        let isTaken = await output.add(lines)
        wakeUp.signal()
        return isTaken
    }

    /// Writes a line to standard output without waiting.
    func post(_ line: Line) {
        output.addNow(line)
        wakeUp.signal()
    }

    /// Writes a line to standard error.
    public func complain(_ line: Line) {
        errors.addNow(line)
        wakeUp.signal()
    }

    /// How a line reads, for those who wait for one.
    func text(of line: Line) -> [String] {
        layout.rows(of: line)
    }

    /// Writes what waits and ends.
    public func close() async {
        state.withLock { $0.isClosing = true }
        wakeUp.signal()
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.isOver { state.waitingForEnd.append(continuation) }
                return state.isOver
            }
            if isOver { continuation.resume() }
        }
    }

    private func work(_ outputDescriptor: Int32, _ errorDescriptor: Int32) {
        while true {
            let isClosing = state.withLock { $0.isClosing }
            if !put(output.take(), outputDescriptor) { output.close() }
            if !put(errors.take(), errorDescriptor) { errors.close() }
            if isClosing { break }
            _ = wakeUp.wait(for: -1)
        }
        output.close()
        errors.close()
        let waiting = state.withLock { state in
            state.isOver = true
            defer { state.waitingForEnd = [] }
            return state.waitingForEnd
        }
        waiting.forEach { $0.resume() }
    }

    /// Answers false where nobody reads.
    private func put(_ lines: [Line], _ descriptor: Int32) -> Bool {
        let bytes = Array(lines.flatMap(layout.rows(of:)).map { $0 + "\n" }.joined().utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&wait, 1, -1)
                continue
            }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }
}
