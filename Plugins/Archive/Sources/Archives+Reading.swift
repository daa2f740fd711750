internal import GrapnelKit

extension Archives {
    /// What a run through an archive came to.
    struct Summary: Sendable {
        var stored = 0
        var known = 0
    }

    /// Reads what was missed and, on a device that has never read it, the last part of what was before.
    ///
    /// - Parameter tell: takes what a person should know; in front, unless told otherwise.
    /// - Throws: ``CommandError`` where the archive is being read already, and what ends the reading early; everything
    ///   up to there is kept, and the next call goes on from there.
    @discardableResult
    func catchUp(_ account: Account, tell: (@Sendable (String) -> Void)? = nil) async throws -> Summary {
        try beginReading(account)
        defer { change(account) { $0.isReading = false } }
        let session = state(of: account).session
        let tell = tell ?? { [context] in context.notice($0, account: account) }
        let reading = ArchiveReading(try await range(of: account), limits: limits, now: clock.now())
        let isFirst = reading.phase == .latest
        let summary = try await run(reading, on: account, tell: tell)
        change(account) { state in
            if state.session == session { state.isCaughtUp = true }
        }
        if summary.stored > 0 {
            let what = isFirst ? "from the archive" : "missed"
            tell("\(account): \(summary.stored) \(summary.stored == 1 ? "message" : "messages") \(what).")
        }
        return summary
    }

    private func beginReading(_ account: Account) throws {
        let isFree = change(account) { state in
            defer { state.isReading = true }
            return !state.isReading
        }
        guard isFree else { throw CommandError("The archive of \(account) is being read already.") }
    }

    /// Asks page by page; the next one is asked for while the last one goes into the journal.
    private func run(
        _ reading: ArchiveReading, on account: Account, tell: @escaping @Sendable (String) -> Void
    ) async throws -> Summary {
        var reading = reading
        var progress = ReadingProgress(now: clock.instant())
        var summary = Summary()
        var question = reading.question(id: context.newID())
        var answer = await result(of: question, on: account)
        while let asked = question {
            var page: ArchivePageRead?
            let purpose = reading.purpose
            do {
                let read = try answer.get()
                reading.handle(read)
                page = read
            } catch let refusal as StanzaError {
                try reading.handle(refusal)
            }
            for sentence in reading.takeSentences() { tell("\(account): \(sentence)") }
            let next = reading.question(id: context.newID())
            async let following = result(of: next, on: account)
            let taken = try await keep(page, after: asked, purpose, reading.range, of: account)
            summary.stored += taken.stored
            summary.known += taken.known
            if let seen = progress.add(stored: taken.stored, known: taken.known, now: clock.instant()) {
                tell("\(account): reading the archive, \(seen) messages so far.")
            }
            question = next
            answer = await following
        }
        return summary
    }

    /// Journals a page together with what has been read then, and only afterwards counts it as read.
    private func keep(
        _ read: ArchivePageRead?, after question: ArchiveQuery, _ purpose: ArchivePage.Purpose, _ range: ArchiveRange,
        of account: Account
    ) async throws -> TakenPage {
        var page = ArchivePage(of: account, purpose, read?.messages ?? [], noting: [Self.rangeKey: range.text])
        if case .after(let id) = question.place { page.after = id }
        let taken = try await context.take(page)
        change(account) { state in
            if state.hasBegun { state.range = range }
        }
        if let unreadable = read?.unreadable, unreadable > 0 {
            let what = unreadable == 1 ? "A message" : "\(unreadable) messages"
            context.notice("\(what) of the archive could not be read and were left out.", account: account)
        }
        return taken
    }

    private func result(of question: ArchiveQuery?, on account: Account) async -> Result<ArchivePageRead, any Error> {
        guard let question else { return .failure(CancellationError()) }
        do {
            return .success(try await ask(question, on: account))
        } catch {
            return .failure(error)
        }
    }

    /// Asks an account's own archive for a page, and takes only what it sends for this question (XEP-0313 §8.2).
    func ask(
        _ question: ArchiveQuery, on account: Account, timeout: Duration = .seconds(60)
    ) async throws -> ArchivePageRead {
        let companions = Companions(
            "result", ArchiveNamespace.archive, where: "queryid", is: question.id,
            limit: question.limit + limits.slack)
        let reply = try await context.request(
            .set, question, on: account, timeout: timeout, collecting: companions)
        guard let end = try reply.answer.payload(ArchiveEnd.self) else {
            throw CommandError("The archive answered without saying which messages it sent, so none was taken.")
        }
        var page = ArchivePageRead(messages: [], end: end)
        page.messages.reserveCapacity(reply.messages.count)
        // One without a moment stands beside the one before it.
        var moment = clock.now()
        for message in reply.messages {
            do {
                let result = try ArchiveResult(from: message)
                moment = result.moment ?? moment
                page.messages.append(
                    CarriedMessage(result.stanza, of: account.jid, as: result.id, sent: moment))
            } catch {
                page.unreadable += 1
            }
        }
        if page.end.last == nil { page.end.last = page.messages.last?.archiveID }
        if page.end.first == nil { page.end.first = page.messages.first?.archiveID }
        return page
    }
}
