internal import GrapnelKit

/// The end of a page (XEP-0313 §4.4): which messages it had, and whether it was the last.
struct ArchiveEnd: Payload, Hashable {
    static let elementName = "fin"
    static let namespace = ArchiveNamespace.archive

    /// Whether there is nothing beyond the page in the direction of reading.
    var isComplete: Bool
    var first: String?
    var last: String?

    init(isComplete: Bool, first: String? = nil, last: String? = nil) {
        self.isComplete = isComplete
        self.first = first
        self.last = last
    }

    init(from element: XMLElement) {
        let set = element.first("set", ArchiveNamespace.pages)
        isComplete = element["complete"] == "true" || element["complete"] == "1"
        first = set?.first("first", ArchiveNamespace.pages)?.text
        last = set?.first("last", ArchiveNamespace.pages)?.text
    }

    var element: XMLElement {
        XMLElement(Self.elementName, Self.namespace, ["complete": isComplete ? "true" : nil]) {
            XMLElement("set", ArchiveNamespace.pages) {
                if let first { XMLElement("first", ArchiveNamespace.pages, text: first) }
                if let last { XMLElement("last", ArchiveNamespace.pages, text: last) }
            }
        }
    }
}
