internal import GrapnelKit

/// Reads one archive: what has been read and what came in decide what to ask next; without clock and without stream.
///
/// First what was missed, forwards from the newest message that is known; then, on a device that has not read the
/// archive before, what was said before, backwards, as far as its goal says.
struct ArchiveReading: Sendable {
    /// What is being read.
    enum Phase: Sendable, Hashable {
        /// The messages behind the newest that is known.
        case missed
        /// The same where the archive does not know that message any more: from a moment on, page by page.
        case since(Timestamp, after: String?)
        /// The last page of an archive that was never read.
        case latest
        /// The pages before the oldest that is known.
        case older
        case done
    }

    private(set) var phase: Phase
    private(set) var range: ArchiveRange
    /// What the person in front should know; taken by whoever tells it.
    private(set) var sentences: [String] = []
    private let limits: ArchiveLimits
    private let now: Timestamp
    /// How many pages have not moved anything.
    private var stalls = 0
    /// The moment of the last known message, while it is open whether the archive still goes back that far.
    private var expired: Timestamp?

    init(_ range: ArchiveRange?, limits: ArchiveLimits, now: Timestamp) {
        self.range = range ?? ArchiveRange()
        self.limits = limits
        self.now = now
        if self.range.newest != nil {
            phase = .missed
        } else if let checked = self.range.checked {
            phase = .since(checked.moved(by: -limits.overlap), after: nil)
        } else {
            phase = .latest
        }
    }

    /// What to ask next, under an identifier; nil when everything has been read.
    func question(id: String) -> ArchiveQuery? {
        switch phase {
        case .missed:
            guard let newest = range.newest else { return nil }
            return ArchiveQuery(id: id, place: .after(newest.id), limit: limits.page)
        case .since(let moment, let after):
            return ArchiveQuery(
                id: id, start: moment, place: after.map { .after($0) } ?? .beginning, limit: limits.page)
        case .latest:
            return ArchiveQuery(id: id, place: .end, limit: min(limits.page, limits.firstMessages))
        case .older:
            guard let oldest = range.oldest, let goal = range.goal else { return nil }
            return ArchiveQuery(id: id, place: .before(oldest.id), limit: min(limits.page, goal.messages))
        case .done:
            return nil
        }
    }

    /// What the page that comes next is for.
    var purpose: ArchivePage.Purpose {
        switch phase {
        case .missed, .since, .done: .missed
        case .latest, .older: .older
        }
    }

    mutating func takeSentences() -> [String] {
        defer { sentences = [] }
        return sentences
    }

    // MARK: Events

    /// Takes note of a page; its messages belong in the journal together with ``range`` as it is then.
    mutating func handle(_ page: ArchivePageRead) {
        switch phase {
        case .missed, .since: goForwards(page)
        case .latest: begin(page)
        case .older: goBack(page)
        case .done: break
        }
    }

    /// Takes note of a refusal.
    ///
    /// - Throws: the refusal, where there is no other way to go on.
    mutating func handle(_ refusal: StanzaError) throws {
        guard refusal.condition == .itemNotFound else { throw refusal }
        switch phase {
        case .missed:
            guard let newest = range.newest else { throw refusal }
            expired = newest.moment
            phase = .since(newest.moment.moved(by: -limits.overlap), after: nil)
        case .older:
            // What was the oldest is gone, so there is nothing before it either.
            finishOlder(hasBeginning: true)
        case .since, .latest, .done:
            throw refusal
        }
    }

    // MARK: Forwards

    private mutating func goForwards(_ page: ArchivePageRead) {
        lookForGap(page)
        let after = phase == .missed ? range.newest?.id : afterInPhase
        if let last = page.end.last, last != after {
            stalls = 0
            let moment = page.messages.last?.sent ?? range.newest?.moment ?? now
            range.newest = ArchivePlace(id: last, moment: max(moment, range.newest?.moment ?? moment))
            if range.oldest == nil, let first = page.end.first {
                range.oldest = ArchivePlace(id: first, moment: page.messages.first?.sent ?? moment)
            }
            if case .since(let moment, _) = phase { phase = .since(moment, after: last) }
            if page.end.isComplete { finishForwards() }
            return
        }
        stalls += 1
        if page.end.isComplete || page.end.last == nil {
            finishForwards()
        } else if stalls > 1 {
            let gap = ArchiveGap(from: range.newest?.moment ?? now, until: now)
            range.add(gap)
            sentences.append("The archive does not go on although it says that there is more. \(gap.sentence)")
            phase = .done
        }
    }

    private var afterInPhase: String? {
        if case .since(_, let after) = phase { after } else { nil }
    }

    /// Whether the first page by time begins later than what was known before.
    private mutating func lookForGap(_ page: ArchivePageRead) {
        guard let known = expired, let first = page.messages.first?.sent else { return }
        expired = nil
        guard first > known else { return }
        let gap = ArchiveGap(from: known, until: first)
        range.add(gap)
        sentences.append("The archive no longer has the message up to which it was read. \(gap.sentence)")
    }

    private mutating func finishForwards() {
        range.checked = now
        phase = range.goal == nil ? .done : .older
    }

    // MARK: Backwards

    private mutating func begin(_ page: ArchivePageRead) {
        range.checked = now
        guard let first = page.end.first, let last = page.end.last else {
            phase = .done
            return
        }
        let moment = page.messages.last?.sent ?? now
        range.newest = ArchivePlace(id: last, moment: moment)
        range.goal = ArchiveRange.Goal(until: now.moved(by: -limits.firstDays * 86_400), messages: limits.firstMessages)
        phase = .older
        move(to: first, page)
    }

    private mutating func goBack(_ page: ArchivePageRead) {
        guard let first = page.end.first, first != range.oldest?.id else {
            return finishOlder(hasBeginning: page.end.isComplete)
        }
        move(to: first, page)
    }

    private mutating func move(to first: String, _ page: ArchivePageRead) {
        range.oldest = ArchivePlace(id: first, moment: page.messages.first?.sent ?? range.oldest?.moment ?? now)
        range.goal?.messages -= page.messages.count + page.unreadable
        guard !page.end.isComplete else { return finishOlder(hasBeginning: true) }
        guard let goal = range.goal, let oldest = range.oldest else { return }
        if goal.messages <= 0 || oldest.moment < goal.until || page.messages.isEmpty {
            finishOlder(hasBeginning: false)
        }
    }

    private mutating func finishOlder(hasBeginning: Bool) {
        range.goal = nil
        if hasBeginning { range.hasBeginning = true }
        phase = .done
    }
}

extension Timestamp {
    func moved(by seconds: Int) -> Timestamp {
        Timestamp(milliseconds: milliseconds + Int64(seconds) * 1000)
    }
}
