internal import GrapnelKit

/// What an entity says that it supports (XEP-0030 §3).
struct EntityFeatures: Payload, Hashable {
    static let elementName = "query"
    static let namespace = ArchiveNamespace.info

    /// At most 500 are read.
    let names: Set<String>

    init(_ names: Set<String> = []) {
        self.names = names
    }

    init(from element: XMLElement) {
        names = Set(element.all("feature", Self.namespace).prefix(500).compactMap { $0["var"] })
    }

    var element: XMLElement {
        XMLElement(Self.elementName, Self.namespace) {
            for name in names.sorted() { XMLElement("feature", Self.namespace, ["var": name]) }
        }
    }

    /// Whether there is an archive (XEP-0313 §9).
    var hasArchive: Bool { names.contains(ArchiveNamespace.archive) }

    /// Whether it says that it takes identifiers out which others have put in under its name (XEP-0359 §5).
    ///
    /// That it has an archive is not enough, although XEP-0313 §3.5 wants the same of one: what is not said is not
    /// relied on.
    var guardsIDs: Bool { names.contains(ArchiveNamespace.stanzaID) }
}
