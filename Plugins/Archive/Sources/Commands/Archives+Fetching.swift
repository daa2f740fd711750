internal import GrapnelKit

extension Archives {
    /// The most messages that one `/archive fetch` reads.
    static let longestFetch = 10_000

    /// What one fetch asks for.
    private struct Wish {
        let account: Account
        let with: JID?
        let before: Timestamp?
        var count: Int
    }

    /// `/archive fetch`: reads back from what is known, with somebody or altogether.
    @Sendable func fetch(_ call: CommandCall) async throws {
        let account = try await requireArchive(call)
        let with = try call.jid("jid") ?? call.conversation?.peer
        let wish = Wish(account: account, with: with?.bare, before: try date(call), count: try count(call))
        let found = try await fetch(wish)
        let whom = wish.with.map { " with \($0)" } ?? ""
        guard found.seen > 0 else { return call.print("The archive has nothing\(whom) from before that.") }
        let known = found.stored == found.seen ? "" : ", \(found.stored) of them new"
        let see = wish.with.map { "; /history \($0) \(min(found.seen + 20, 1000)) shows them" } ?? ""
        call.print("Read \(found.seen) \(found.seen == 1 ? "message" : "messages")\(whom)\(known)\(see).")
        if found.isBeginning { call.print("That is where the archive begins\(whom).") }
    }

    private func date(_ call: CommandCall) throws -> Timestamp? {
        guard let text = call["date"] ?? call["--before"] else { return nil }
        guard let date = Timestamp(dateTime: text) ?? Timestamp(dateTime: "\(text)T00:00:00Z") else {
            throw CommandError("“\(text)” is no date; write it as in 2026-10-31, or 2026-10-31T12:00:00Z.")
        }
        return date
    }

    private func count(_ call: CommandCall) throws -> Int {
        guard let text = call["--count"] else { return 100 }
        guard let count = Int(text), (1...Self.longestFetch).contains(count) else {
            throw CommandError("Give a number from 1 to \(Self.longestFetch) after --count.")
        }
        return count
    }

    private func fetch(_ wish: Wish) async throws -> (seen: Int, stored: Int, isBeginning: Bool) {
        var (seen, stored) = (0, 0)
        var place = try await firstPlace(of: wish)
        while seen < wish.count {
            let question = ArchiveQuery(
                id: context.newID(), with: wish.with, end: wish.before, place: place,
                limit: min(limits.page, wish.count - seen))
            let page: ArchivePageRead
            do {
                page = try await ask(question, on: wish.account)
            } catch let refusal as StanzaError where refusal.condition == .itemNotFound && place != .end {
                // The message that was the oldest is gone; what is older went before it.
                return (seen, stored, true)
            }
            let first = page.end.first
            let moved = moved(wish, by: page)
            let notes: [String: String?] = moved.map { [Self.rangeKey: $0.text] } ?? [:]
            let taken = try await context.take(ArchivePage(of: wish.account, .older, page.messages, noting: notes))
            if let moved { change(wish.account) { $0.range?.take(beginningOf: moved) } }
            seen += page.messages.count
            stored += taken.stored
            guard let first, place != .before(first), !page.end.isComplete else {
                return (seen, stored, page.end.isComplete)
            }
            place = .before(first)
        }
        return (seen, stored, false)
    }

    /// Before what was fetched of a conversation last, otherwise before everything that is known.
    private func firstPlace(of wish: Wish) async throws -> ArchiveQuery.Place {
        guard wish.before == nil, let range = try await range(of: wish.account) else { return .end }
        let known = wish.with.flatMap { range.fetched($0) } ?? range.oldest?.id
        return known.map { .before($0) } ?? .end
    }

    /// What is known with a page that was read without a hole before it.
    private func moved(_ wish: Wish, by page: ArchivePageRead) -> ArchiveRange? {
        guard wish.before == nil, var range = state(of: wish.account).range, range.oldest != nil else { return nil }
        if let with = wish.with {
            if let first = page.end.first { range.note(fetched: first, with: with) }
            return range
        }
        if let first = page.end.first, let moment = page.messages.first?.sent {
            range.oldest = ArchivePlace(id: first, moment: moment)
        }
        if page.end.isComplete { range.hasBeginning = true }
        return range
    }
}

extension ArchiveRange {
    /// Takes over where another one begins; where it ends may have moved meanwhile.
    fileprivate mutating func take(beginningOf other: ArchiveRange) {
        (oldest, hasBeginning, fetched) = (other.oldest, other.hasBeginning, other.fetched)
    }
}
