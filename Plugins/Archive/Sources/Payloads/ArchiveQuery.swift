internal import GrapnelKit

/// A question to an archive (XEP-0313 §4), page by page (XEP-0059).
struct ArchiveQuery: Payload, Hashable {
    static let elementName = "query"
    static let namespace = ArchiveNamespace.archive

    /// Where the page lies among what the filters leave.
    enum Place: Hashable {
        /// The first page.
        case beginning
        /// The page behind a message.
        case after(String)
        /// The page before a message.
        case before(String)
        /// The last page.
        case end
    }

    /// Tells the results of this question from others.
    var id: String
    /// Only what was said with somebody.
    var with: JID?
    /// Only from this moment on.
    var start: Timestamp?
    /// Only up to this moment.
    var end: Timestamp?
    var place: Place
    /// The most messages of the page; the archive may give fewer.
    var limit: Int

    init(
        id: String, with: JID? = nil, start: Timestamp? = nil, end: Timestamp? = nil, place: Place = .beginning,
        limit: Int
    ) {
        self.id = id
        self.with = with
        self.start = start
        self.end = end
        self.place = place
        self.limit = limit
    }

    init(from element: XMLElement) throws {
        let fields = element.first("x", ArchiveNamespace.form)?.all("field", ArchiveNamespace.form) ?? []
        let set = element.first("set", ArchiveNamespace.pages)
        func value(_ name: String) -> String? {
            fields.first { $0["var"] == name }?.first("value", ArchiveNamespace.form)?.text
        }
        id = element["queryid"] ?? ""
        with = try value("with").map { try JID($0) }
        start = value("start").flatMap(Timestamp.init(dateTime:))
        end = value("end").flatMap(Timestamp.init(dateTime:))
        limit = set?.first("max", ArchiveNamespace.pages).flatMap { Int($0.text) } ?? 0
        if let after = set?.first("after", ArchiveNamespace.pages) {
            place = .after(after.text)
        } else if let before = set?.first("before", ArchiveNamespace.pages) {
            place = before.text.isEmpty ? .end : .before(before.text)
        } else {
            place = .beginning
        }
    }

    var element: XMLElement {
        let fields = [
            ("with", with?.description), ("start", start?.description), ("end", end?.description),
        ]
        return XMLElement(Self.elementName, Self.namespace, ["queryid": id]) {
            if fields.contains(where: { $0.1 != nil }) {
                XMLElement("x", ArchiveNamespace.form, ["type": "submit"]) {
                    Self.field("FORM_TYPE", Self.namespace, type: "hidden")
                    for case (let name, let value?) in fields { Self.field(name, value) }
                }
            }
            XMLElement("set", ArchiveNamespace.pages) {
                XMLElement("max", ArchiveNamespace.pages, text: String(limit))
                switch place {
                case .beginning: XMLNode.text("")
                case .after(let id): XMLElement("after", ArchiveNamespace.pages, text: id)
                case .before(let id): XMLElement("before", ArchiveNamespace.pages, text: id)
                case .end: XMLElement("before", ArchiveNamespace.pages)
                }
            }
        }
    }

    private static func field(_ name: String, _ value: String, type: String? = nil) -> XMLElement {
        XMLElement("field", ArchiveNamespace.form, ["var": name, "type": type]) {
            XMLElement("value", ArchiveNamespace.form, text: value)
        }
    }
}
