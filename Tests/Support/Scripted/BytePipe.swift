import Synchronization

/// One direction of a connection in memory, for one reader; unlike a socket it never fills.
final class BytePipe: Sendable {
    private struct State {
        var octets: [UInt8] = []
        var isClosed = false
        var reader: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func write(_ octets: [UInt8]) {
        change { $0.octets += octets }
    }

    func close() {
        change { $0.isClosed = true }
    }

    /// What has arrived, at least one octet; nil after the end, or when the reading task is cancelled.
    func read() async -> [UInt8]? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    if !state.octets.isEmpty || state.isClosed { return true }
                    state.reader = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            close()
        }
        return state.withLock { state in
            defer { state.octets = [] }
            return state.octets.isEmpty ? nil : state.octets
        }
    }

    private func change(_ change: (inout State) -> Void) {
        let reader = state.withLock { state in
            change(&state)
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }
}
