internal import GrapnelStream
internal import Synchronization

/// One task's wait for the event loop: it ends exactly once, by a result or by cancellation, whichever is first.
final class Waiter<Value: Sendable>: Sendable {
    private enum State {
        case idle
        case waiting(CheckedContinuation<Result<Value, TransportError>, Never>)
        case finished(Result<Value, TransportError>)
    }

    private let state = Mutex(State.idle)

    /// Suspends the calling task until ``resume(_:)``; `start` runs once the wait is in place.
    ///
    /// - Parameter whenCancelled: what else is done once the wait is over by cancellation.
    /// - Throws: the error it was resumed with, or `refusal` when the task is cancelled.
    func wait(
        cancelled refusal: TransportError, whenCancelled: @Sendable () -> Void = {}, start: @Sendable () -> Void
    ) async throws(TransportError) -> Value {
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let early: Result<Value, TransportError>? = state.withLock { state in
                    if case .finished(let result) = state { return result }
                    state = .waiting(continuation)
                    return nil
                }
                if let early { continuation.resume(returning: early) } else { start() }
            }
        } onCancel: {
            resume(.failure(refusal))
            whenCancelled()
        }
        return try result.get()
    }

    /// Ends the wait; false if it was over already and `result` went nowhere.
    @discardableResult
    func resume(_ result: Result<Value, TransportError>) -> Bool {
        let (isFirst, continuation) = state.withLock { state in
            switch state {
            case .finished: return (false, CheckedContinuation<Result<Value, TransportError>, Never>?.none)
            case .idle:
                state = .finished(result)
                return (true, nil)
            case .waiting(let continuation):
                state = .finished(result)
                return (true, continuation)
            }
        }
        continuation?.resume(returning: result)
        return isFirst
    }

    /// Whether nobody waits any more.
    var isFinished: Bool {
        state.withLock { state in
            if case .finished = state { return true }
            return false
        }
    }
}
