internal import GrapnelKit
internal import GrapnelStore
internal import GrapnelStream

extension Session {
    /// Writes a stanza as it is; returns when the connection has taken it, or, while a session that can be taken up has
    /// none, when it waits for the next one.
    func send(_ stanza: XMLElement) async throws {
        guard let live, !live.isClosing, !live.isOver else { throw Self.offline(account) }
        try await live.writer.write(stanza, keeping: Self.content(of: stanza))
        _ = self.live?.stream?.keepAlive.handle(.sent(surroundings.clock.now))
    }

    /// Sends a request and waits for its answer.
    ///
    /// - Parameter others: stanzas that leave right behind it, without waiting for the answer.
    func request(
        _ kind: IQ.RequestKind, _ payload: XMLElement, to: JID?, timeout: Duration = .seconds(30),
        before others: [XMLElement] = []
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
                do {
                    for stanza in [stanza] + others { try live?.writer.post(stanza) }
                } catch {
                    live?.requests.cancel(id: id)?.resume(throwing: RequestFailure.disconnected)
                }
            }
        } onCancel: {
            Task { await self.cancelRequest(id) }
        }
    }

    /// What the profile keeps of a stanza until the server has it, so that it is sent again where that is uncertain.
    ///
    /// Subscriptions, and what plugins say to people in messages; not what dies with its session, as requests, answers,
    /// presence and rooms do, nor what nobody is to keep (XEP-0334 §4.2).
    private static func content(of stanza: XMLElement) -> SentStanza.Content? {
        let isKept: Bool
        switch stanza.name {
        case "presence": isKept = ["subscribe", "subscribed", "unsubscribe", "unsubscribed"].contains(stanza["type"])
        case "message":
            isKept =
                stanza["type"] != "groupchat" && stanza["type"] != "error"
                && stanza.first("no-store", "urn:xmpp:hints") == nil
        default: isKept = false
        }
        return isKept ? .stanza(StreamWriter.octets(of: stanza)) : nil
    }

    private func cancelRequest(_ id: String) {
        live?.requests.cancel(id: id)?.resume(throwing: RequestFailure.cancelled)
    }

    static func offline(_ account: Account) -> CommandError {
        CommandError("\(account) is not online; type /connect \(account).")
    }
}
