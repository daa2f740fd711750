internal import GrapnelKit
internal import GrapnelStream

extension Session {
    /// Writes a stanza as it is; returns when the connection has taken it.
    func send(_ stanza: XMLElement) async throws {
        guard let live, !live.isClosing, !live.isOver else { throw Self.offline(account) }
        try await live.writer.write(stanza)
        _ = self.live?.keepAlive.handle(.sent(surroundings.clock.now))
    }

    /// Sends a request and waits for its answer.
    func request(
        _ kind: IQ.RequestKind, _ payload: XMLElement, to: JID?, timeout: Duration = .seconds(30)
    ) async throws -> IQ {
        guard live != nil, live?.isClosing == false, live?.isOver == false else { throw Self.offline(account) }
        let id = surroundings.newID()
        let stanza = IQ(kind, to: to, id: id, payload: payload).element
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let deadline = surroundings.clock.now + timeout
                guard live?.requests.register(id: id, to: to, deadline: deadline, waiter: continuation) == true else {
                    continuation.resume(throwing: RequestFailure.tooMany)
                    return
                }
                // The continuation has to be known before the answer can come, so the writing follows it.
                Task { await self.write(stanza, orCancel: id) }
            }
        } onCancel: {
            Task { await self.cancelRequest(id) }
        }
    }

    private func write(_ stanza: XMLElement, orCancel id: String) async {
        // Its session may be over, and this one another.
        guard live?.requests.isOpen(id) == true else { return }
        do {
            try await send(stanza)
        } catch {
            live?.requests.cancel(id: id)?.resume(throwing: RequestFailure.disconnected)
        }
    }

    private func cancelRequest(_ id: String) {
        live?.requests.cancel(id: id)?.resume(throwing: RequestFailure.cancelled)
    }

    static func offline(_ account: Account) -> CommandError {
        CommandError("\(account) is not online; type /connect \(account).")
    }
}
