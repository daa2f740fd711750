internal import GrapnelKit

/// What an archive keeps (XEP-0441 §2).
struct ArchivePreferences: Payload, Hashable {
    static let elementName = "prefs"
    static let namespace = ArchiveNamespace.archive

    enum Rule: String {
        case always, never, roster
    }

    /// What is done with messages of those who are in neither list; nil in a question.
    var rule: Rule?
    /// Whose messages are kept in any case; at most 1,000 are read.
    var always: [String]
    /// Whose messages are never kept.
    var never: [String]

    init(rule: Rule? = nil, always: [String] = [], never: [String] = []) {
        self.rule = rule
        self.always = always
        self.never = never
    }

    init(from element: XMLElement) throws {
        guard let rule = element["default"].flatMap(Rule.init(rawValue:)) else {
            throw StanzaError(.badRequest, text: "The preferences name no rule that XEP-0441 has.")
        }
        self.rule = rule
        always = Self.addresses(in: element.first("always"))
        never = Self.addresses(in: element.first("never"))
    }

    var element: XMLElement {
        XMLElement(Self.elementName, Self.namespace, ["default": rule?.rawValue]) {
            if rule != nil {
                for (name, addresses) in [("always", always), ("never", never)] {
                    XMLElement(name, Self.namespace) {
                        for address in addresses { XMLElement("jid", Self.namespace, text: address) }
                    }
                }
            }
        }
    }

    private static func addresses(in list: XMLElement?) -> [String] {
        (list?.all("jid", namespace) ?? []).prefix(1000).map(\.text)
    }
}
