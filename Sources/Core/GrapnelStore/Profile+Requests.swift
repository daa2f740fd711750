internal import GRDB
public import GrapnelKit

extension Profile {
    /// The most requests that wait at one account.
    public static let maximumRequests = 1000

    /// What became of a request that came in.
    public enum RequestOutcome: Sendable, Hashable {
        /// It waits for an answer.
        case stored
        /// One of the same sender waits already and stays as it is.
        case known
        /// ``Profile/maximumRequests`` wait already; those stay and this one is dropped, so that a flood of
        /// strangers neither fills the disk nor pushes out who came before it. A server repeats a request that was
        /// not answered at the next log-in (RFC 6121 §3.1.3), so it is not lost.
        case full
    }

    /// Keeps a request until it is answered.
    ///
    /// - Throws: ``StoreError`` `missing` for an unknown account, as all of these.
    public func add(_ request: SubscriptionRequest) async throws(StoreError) -> RequestOutcome {
        try await write { db in
            let row = try db.accountRow(request.account)
            let known = try Bool.fetchOne(
                db, sql: "SELECT 1 FROM subscriptionRequest WHERE account = ? AND sender = ?",
                arguments: [row, request.sender.description])
            guard known == nil else { return .known }
            let waiting = try Int.fetchOne(
                db, sql: "SELECT count(*) FROM subscriptionRequest WHERE account = ?", arguments: [row])
            guard (waiting ?? 0) < Self.maximumRequests else { return .full }
            try db.execute(
                sql: "INSERT INTO subscriptionRequest (account, sender, received, status) VALUES (?, ?, ?, ?)",
                arguments: [row, request.sender.description, request.received.milliseconds, request.status])
            return .stored
        }
    }

    /// The requests that wait at an account, the oldest first.
    public func requests(of account: JID) async throws(StoreError) -> [SubscriptionRequest] {
        try await read { db in
            let sql = "SELECT * FROM subscriptionRequest WHERE account = ? ORDER BY id"
            return try Row.fetchAll(db, sql: sql, arguments: [try db.accountRow(account)]).map { row in
                SubscriptionRequest(
                    account: account, sender: try row.jid("sender"), received: try row.timestamp("received"),
                    status: try row.value("status"))
            }
        }
    }

    /// Removes a request that was answered or taken back.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    public func removeRequest(from sender: JID, of account: JID) async throws(StoreError) -> Bool {
        try await write { db in
            try db.execute(
                sql: "DELETE FROM subscriptionRequest WHERE account = ? AND sender = ?",
                arguments: [try db.accountRow(account), sender.bare.description])
            return db.changesCount > 0
        }
    }
}
