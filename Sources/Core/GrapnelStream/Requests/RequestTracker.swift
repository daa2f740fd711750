public import GrapnelKit

/// The open requests of one session, and the rule which stanza answers which of them.
///
/// An answer is an `iq` of type `result` or `error` with the id of the request, from where the request went
/// (RFC 6120 §8.1.2.1, §8.2.3). Everything else leaves the request open, so a stranger who guesses an id
/// achieves nothing. Each request ends exactly once: answered, expired, cancelled or disconnected.
public struct RequestTracker<Waiter, Instant: Comparable> {
    fileprivate struct Entry {
        let sender: ReplySender
        let deadline: Instant
        let waiter: Waiter
    }

    /// The account's own full address.
    public let account: JID
    /// How many requests may be open at once.
    public let limit: Int
    private var entries: [String: Entry] = [:]

    public init(account: JID, limit: Int = 1000) {
        self.account = account
        self.limit = limit
    }

    /// How many requests are open.
    public var count: Int { entries.count }

    /// When the next request expires, or nil if none is open.
    public var nextDeadline: Instant? { entries.values.lazy.map(\.deadline).min() }

    /// Whether a request with this id waits for its answer.
    public func isOpen(_ id: String) -> Bool { entries[id] != nil }

    /// Opens a request.
    ///
    /// - Parameter id: not that of another open request.
    /// - Parameter to: where the request goes; nil is the account's own server on behalf of the account.
    /// - Returns: false, and nothing is opened, if ``limit`` requests are open or the id is in use.
    public mutating func register(id: String, to: JID?, deadline: Instant, waiter: Waiter) -> Bool {
        guard entries.count < limit, entries[id] == nil else { return false }
        entries[id] = Entry(sender: ReplySender(to, account: account), deadline: deadline, waiter: waiter)
        return true
    }

    /// The waiter that `stanza` is the answer for, which is taken out, or nil if it answers nothing.
    public mutating func take(answeredBy stanza: XMLElement) -> Waiter? {
        guard stanza.isNamed("iq", StreamNamespace.client), let type = stanza["type"],
            type == "result" || type == "error",
            let id = stanza["id"], let entry = entries[id], entry.sender.sent(stanza)
        else { return nil }
        entries[id] = nil
        return entry.waiter
    }

    /// Takes out one request whose asker has gone; nil if it is not open any more.
    public mutating func cancel(id: String) -> Waiter? {
        entries.removeValue(forKey: id)?.waiter
    }

    /// Takes out every request whose deadline is not after `now`, the longest overdue first.
    public mutating func expire(now: Instant) -> [Waiter] {
        let due = entries.filter { $0.value.deadline <= now }.sorted { $0.value.deadline < $1.value.deadline }
        for (id, _) in due { entries[id] = nil }
        return due.map(\.value.waiter)
    }

    /// Takes out every request, because the session ended.
    public mutating func disconnect() -> [Waiter] {
        defer { entries = [:] }
        return entries.values.map(\.waiter)
    }
}

extension RequestTracker: Sendable where Waiter: Sendable, Instant: Sendable {}

extension RequestTracker.Entry: Sendable where Waiter: Sendable, Instant: Sendable {}
