internal import Dispatch
internal import Glibc

/// Signals of the process as a sequence, so that nothing runs in a signal handler.
///
/// From the first value on, the signals have lost their default effect for the rest of the process.
enum Signals {
    /// Those that ask the program to end.
    static let ending = [SIGTERM, SIGHUP, SIGINT]

    /// The window has another size.
    static let resized = SIGWINCH

    /// Signals as they come; at most 16 wait, and equal ones in a row count as one for the kernel anyway.
    static func stream(_ numbers: [Int32]) -> AsyncStream<Int32> {
        let (stream, continuation) = AsyncStream<Int32>.makeStream(bufferingPolicy: .bufferingOldest(16))
        let queue = DispatchQueue(label: "grapnel.signals")
        let sources = numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { continuation.yield(number) }
            source.activate()
            return Source(source)
        }
        continuation.onTermination = { _ in sources.forEach { $0.source.cancel() } }
        return stream
    }

    /// A dispatch source may be cancelled from any thread (dispatch_source_cancel(3)); its type does not say so.
    private struct Source: @unchecked Sendable {
        let source: any DispatchSourceSignal

        init(_ source: any DispatchSourceSignal) {
            self.source = source
        }
    }
}
