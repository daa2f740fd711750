internal import GRDB
internal import GrapnelKit

/// Writes one page of an archive within a transaction.
struct ArchivePageWriter {
    let db: Database
    let direction: Profile.ArchiveDirection
    let now: Timestamp

    private var rows: [ConversationID: Int64] = [:]
    private var positions: [Int64: Int64] = [:]
    private var outcome = ArchiveOutcome()

    init(db: Database, direction: Profile.ArchiveDirection, now: Timestamp) {
        self.db = db
        self.direction = direction
        self.now = now
    }

    mutating func write(_ drafts: [JournalDraft]) throws -> ArchiveOutcome {
        switch direction {
        case .forwards:
            for draft in drafts { try writeForwards(draft, in: try row(of: draft)) }
        case .backwards:
            let placed = try placedBackwards(drafts)
            for (draft, row, position) in placed where try !isKnown(draft, in: row) {
                try insert(draft, in: row, at: position)
            }
        }
        return outcome
    }

    private mutating func row(of draft: JournalDraft) throws -> Int64 {
        if let row = rows[draft.conversation] { return row }
        let row = try db.beginConversation(draft.conversation, kind: draft.kind, at: min(draft.sent, now))
        rows[draft.conversation] = row
        return row
    }

    // Every message stands behind the one before it: stamps may be coarse, and the archive's order counts.

    private mutating func writeForwards(_ draft: JournalDraft, in row: Int64) throws {
        let known = try known(draft, in: row)
        let last = positions[row]
        if let known, let position = try db.position(of: known, sentAt: draft.sent), position > last ?? .min {
            positions[row] = position
            return
        }
        let before = try last ?? (known == nil ? db.lastPosition(at: draft.sent, in: row) : nil)
        let moment = draft.sent.milliseconds * 1000
        let position = before.map { max($0 + 1, moment) } ?? moment
        positions[row] = position
        if let known {
            try db.place(known, at: position)
        } else {
            try insert(draft, in: row, at: position)
        }
    }

    private mutating func placedBackwards(
        _ drafts: [JournalDraft]
    ) throws -> [(draft: JournalDraft, row: Int64, position: Int64)] {
        var placed: [(draft: JournalDraft, row: Int64, position: Int64)] = []
        placed.reserveCapacity(drafts.count)
        for draft in drafts.reversed() {
            let row = try row(of: draft)
            let moment = draft.sent.milliseconds * 1000
            let next = try positions[row] ?? db.firstPosition(at: draft.sent, in: row)
            let position = next.map { min($0 - 1, moment) } ?? moment
            positions[row] = position
            placed.append((draft, row, position))
        }
        return placed.reversed()
    }

    private mutating func insert(_ draft: JournalDraft, in row: Int64, at position: Int64) throws {
        outcome.stored.append(try db.insert(draft, in: row, at: position, active: min(draft.sent, now)))
    }

    // MARK: What is here already

    private mutating func isKnown(_ draft: JournalDraft, in row: Int64) throws -> Bool {
        try known(draft, in: row) != nil
    }

    /// The row of a message that is here already, which has its archive identifier now.
    private mutating func known(_ draft: JournalDraft, in row: Int64) throws -> Int64? {
        if let number = try db.archived(draft, in: row) {
            outcome.known += 1
            return number
        }
        guard let number = try db.unarchived(draft, in: row), let archiveID = draft.archiveID else { return nil }
        outcome.known += 1
        try db.mark(number, archiveID: archiveID)
        if draft.direction == .outgoing { try settle(number) }
        return number
    }

    /// What waited in the outbox is with the server; what failed stays failed, since a server may archive it as well.
    private mutating func settle(_ number: Int64) throws {
        let sql = "UPDATE journal SET state = 'sent' WHERE number = ? AND state = 'pending'"
        try db.cachedStatement(sql: sql).execute(arguments: [number])
        guard db.changesCount > 0, let entry = try db.entry("number = ?", [number]) else { return }
        outcome.settled.append(entry)
    }
}
