internal import GrapnelKit

/// What has been read of an archive: everything from ``oldest`` to ``newest``, except for the gaps.
///
/// It is kept as one setting of the account, written in the transaction of the page that moves it, so it never says
/// more than the journal has.
struct ArchiveRange: Sendable, Hashable {
    /// How far a first reading still wants to go back.
    struct Goal: Sendable, Hashable {
        var until: Timestamp
        var messages: Int
    }

    /// The oldest message that was fetched of one conversation, beyond ``oldest``.
    struct Fetched: Sendable, Hashable {
        var peer: String
        var id: String
    }

    /// The most gaps that are remembered; the oldest go first.
    static let maximumGaps = 16

    /// The most conversations whose fetching is remembered; of others it begins anew.
    static let maximumFetched = 24

    /// The longest address that is remembered so, and the longest identifier, in octets; all of it has to fit into one
    /// setting.
    static let longestFetched = 250

    /// Where to go on; nil as long as the archive was empty.
    var newest: ArchivePlace?
    var oldest: ArchivePlace?
    /// Whether ``oldest`` is the first of the archive.
    var hasBeginning = false
    var goal: Goal?
    var gaps: [ArchiveGap] = []
    var fetched: [Fetched] = []
    /// When everything had been read last.
    var checked: Timestamp?

    func fetched(_ peer: JID) -> String? {
        let name = peer.description
        return fetched.first { $0.peer == name }?.id
    }

    mutating func note(fetched id: String, with peer: JID) {
        let name = peer.description
        fetched.removeAll { $0.peer == name }
        guard name.utf8.count <= Self.longestFetched, id.utf8.count <= Self.longestFetched else { return }
        fetched.append(Fetched(peer: name, id: id))
        if fetched.count > Self.maximumFetched { fetched.removeFirst() }
    }

    mutating func add(_ gap: ArchiveGap) {
        gaps.append(gap)
        if gaps.count > Self.maximumGaps { gaps.removeFirst() }
    }
}

extension ArchiveRange {
    private static let namespace = "urn:grapnel:archive:0"

    /// The form in which it is kept.
    var text: String {
        XMLElement("range", Self.namespace, ["beginning": hasBeginning ? "1" : nil, "checked": checked?.description]) {
            for (name, place) in [("newest", newest), ("oldest", oldest)] {
                if let place {
                    XMLElement(name, Self.namespace, ["id": place.id, "at": place.moment.description])
                }
            }
            if let goal {
                XMLElement("goal", Self.namespace, ["until": goal.until.description, "messages": "\(goal.messages)"])
            }
            for gap in gaps {
                XMLElement("gap", Self.namespace, ["from": gap.from.description, "until": gap.until.description])
            }
            for known in fetched {
                XMLElement("fetched", Self.namespace, ["with": known.peer, "oldest": known.id])
            }
        }.description
    }

    /// - Throws: ``CommandError`` for a text that no version of this plugin writes.
    init(text: String) throws {
        guard let element = try? XMLElement(parsing: text), element.isNamed("range", Self.namespace) else {
            throw CommandError("What was noted of the archive cannot be read, so it is read anew.")
        }
        func moment(_ name: String, of element: XMLElement) -> Timestamp? {
            element[name].flatMap(Timestamp.init(dateTime:))
        }
        func place(_ name: String) -> ArchivePlace? {
            guard let child = element.first(name), let id = child["id"], let moment = moment("at", of: child) else {
                return nil
            }
            return ArchivePlace(id: id, moment: moment)
        }
        newest = place("newest")
        oldest = place("oldest")
        hasBeginning = element["beginning"] == "1"
        checked = moment("checked", of: element)
        if let child = element.first("goal"), let until = moment("until", of: child),
            let messages = child["messages"].flatMap({ Int($0) })
        {
            goal = Goal(until: until, messages: messages)
        }
        gaps = element.all("gap", Self.namespace).compactMap { child in
            guard let from = moment("from", of: child), let until = moment("until", of: child) else { return nil }
            return ArchiveGap(from: from, until: until)
        }
        fetched = element.all("fetched", Self.namespace).compactMap { child in
            guard let peer = child["with"], let id = child["oldest"] else { return nil }
            return Fetched(peer: peer, id: id)
        }
    }
}
