internal import GrapnelKit

/// Finds a conversation by what a person calls it.
struct ConversationSearch: Sendable {
    struct Candidate: Sendable, Hashable {
        let id: ConversationID
        let kind: ConversationKind
        /// What the person in front calls it.
        let name: String?
    }

    private let candidates: [Candidate]

    init(_ candidates: [Candidate]) {
        self.candidates = candidates
    }

    /// Those that have this name, or this word before the @, in full; where there is none, those where one begins so.
    ///
    /// Capitals do not count. A conversation is found once however often it is a candidate.
    func matches(for text: String) -> [Candidate] {
        let wanted = text.lowercased()
        let exact = candidates.filter { Self.words(of: $0).contains(wanted) }
        let found = exact.isEmpty ? candidates.filter { Self.words(of: $0).contains { $0.hasPrefix(wanted) } } : exact
        var seen: Set<ConversationID> = []
        return found.filter { seen.insert($0.id).inserted }
    }

    private static func words(of candidate: Candidate) -> [String] {
        [candidate.name, candidate.id.peer.local].compactMap { $0?.lowercased() }
    }
}
