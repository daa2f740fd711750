internal import GRDB
internal import GrapnelKit

/// Writes one page of an archive within a transaction.
struct ArchivePageWriter {
    let db: Database
    let direction: Profile.ArchiveDirection
    /// Where the message stands that a page read forwards follows; nil where that is not here.
    let floor: Int64?
    let now: Timestamp

    private var rows: [ConversationID: Int64] = [:]
    private var positions: [Int64: Int64] = [:]
    private var outcome = ArchiveOutcome()

    init(db: Database, direction: Profile.ArchiveDirection, floor: Int64?, now: Timestamp) {
        self.db = db
        self.direction = direction
        self.floor = floor
        self.now = now
    }

    mutating func write(_ drafts: [JournalDraft]) throws -> ArchiveOutcome {
        switch direction {
        case .forwards:
            for draft in drafts { try write(draft, of: row(of: draft), isForwards: true) }
        case .backwards:
            for draft in drafts.reversed() { try write(draft, of: row(of: draft), isForwards: false) }
            outcome.stored.reverse()
        }
        return outcome
    }

    private mutating func row(of draft: JournalDraft) throws -> Int64 {
        if let row = rows[draft.conversation] { return row }
        let row = try db.beginConversation(draft.conversation, kind: draft.kind, at: min(draft.sent, now))
        rows[draft.conversation] = row
        return row
    }

    /// Puts a message behind the one before it, or before the one behind it: stamps may be coarse, and the archive's
    /// order counts. Of the messages of one moment that are here, those count that an archive has placed; where the
    /// others belong shows when the archive brings them.
    private mutating func write(_ draft: JournalDraft, of row: Int64, isForwards: Bool) throws {
        let known = try known(draft, in: row)
        let neighbour = positions[row]
        if let known, let position = try db.placedPosition(of: known) {
            let isInOrder = neighbour.map { isForwards ? position > $0 : position < $0 } ?? true
            if isInOrder {
                positions[row] = position
                return
            }
        }
        let moment = draft.sent.milliseconds * 1000
        let position: Int64
        if isForwards {
            // What came live before the page has the time of our clock, which is finer than the archive's.
            let last = try neighbour ?? [db.lastPlaced(about: moment, in: row), floor].compactMap(\.self).max()
            position = last.map { max($0 + 1, moment) } ?? moment
        } else {
            let next = try neighbour ?? db.firstPlaced(about: moment, in: row)
            position = next.map { min($0 - 1, moment) } ?? moment
        }
        positions[row] = position
        if let known {
            try db.place(known, at: position)
        } else {
            try insert(draft, in: row, at: position)
        }
    }

    private mutating func insert(_ draft: JournalDraft, in row: Int64, at position: Int64) throws {
        outcome.stored.append(try db.insert(draft, in: row, at: position, isPlaced: true, active: min(draft.sent, now)))
    }

    // MARK: What is here already

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
