internal import GrapnelKit

extension Archives {
    /// The most pages that are looked through for messages whose arrival is uncertain.
    private static let longestSearch = 20

    /// How long the archive may take for each of them; whoever waits holds up the outbox.
    private static let searchPatience = Duration.seconds(20)

    /// Finds out which messages of ours the server has taken before their stream broke: those that its archive has.
    ///
    /// Only the account's own archive is asked, where nobody else can put our identifiers. What is not found, also
    /// because the archive does not answer, is sent again with its identifier: rather twice on the way than not at all.
    func settle(_ uncertain: UncertainMessages) async throws -> Verdict<UncertainMessages> {
        let sought = uncertain.entries.filter { $0.kind == .direct && $0.stanzaID != nil }
        guard let first = sought.map(\.sent).min(), await support(of: uncertain.account).hasArchive else {
            return .pass
        }
        var search = ArrivalSearch(sought)
        var place = ArchiveQuery.Place.beginning
        do {
            for _ in 0..<Self.longestSearch where !search.isOver {
                let question = ArchiveQuery(
                    id: context.newID(), with: search.onlyPeer, start: first.moved(by: -limits.overlap), place: place,
                    limit: limits.page)
                let page = try await ask(question, on: uncertain.account, timeout: Self.searchPatience)
                search.look(through: page.messages.map(\.stanza), of: uncertain.account.jid)
                guard !page.end.isComplete, let last = page.end.last, place != .after(last) else { break }
                place = .after(last)
            }
        } catch is StanzaError {
        } catch is RequestFailure {
            // What was found until then counts all the same.
        }
        var settled = uncertain
        settled.arrived.formUnion(search.arrived)
        return .replace(settled)
    }
}
