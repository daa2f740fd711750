internal import GrapnelKit

extension Archives {
    /// The most pages that are looked through for messages whose arrival is uncertain.
    private static let longestSearch = 100

    /// How long the archive may take for each of them; whoever waits holds up the outbox.
    private static let searchPatience = Duration.seconds(20)

    /// Finds out which messages of ours the server has taken before their stream broke: those that its archive has.
    ///
    /// Only the account's own archive is asked, where nobody else can put our identifiers, and from its end, since they
    /// are among the last. What is not found, also because the archive refuses, is sent again with its identifier:
    /// rather twice on the way than not at all.
    ///
    /// - Throws: ``RequestFailure`` where no answer comes, which says nothing about what arrived; whoever asks may ask
    ///   again.
    func settle(_ uncertain: UncertainMessages) async throws -> Verdict<UncertainMessages> {
        let sought = uncertain.entries.filter { $0.kind == .direct && $0.stanzaID != nil }
        guard let first = sought.map(\.sent).min(), try await support(of: uncertain.account).hasArchive else {
            return .pass
        }
        var search = ArrivalSearch(sought)
        // The same for every page, or the place of one would not be in the next.
        let peer = search.onlyPeer
        let goal = first.moved(by: -limits.overlap)
        var place = ArchiveQuery.Place.end
        do {
            for _ in 0..<Self.longestSearch where !search.isOver {
                let question = ArchiveQuery(id: context.newID(), with: peer, place: place, limit: limits.page)
                let page = try await ask(question, on: uncertain.account, timeout: Self.searchPatience)
                search.look(through: page.messages.map(\.stanza), of: uncertain.account.jid)
                if let oldest = page.messages.map(\.sent).min(), oldest < goal { break }
                guard !page.end.isComplete, let first = page.end.first, place != .before(first) else { break }
                place = .before(first)
            }
        } catch is StanzaError {
            // What was found until then counts all the same.
        }
        var settled = uncertain
        settled.arrived.formUnion(search.arrived)
        return .replace(settled)
    }
}
