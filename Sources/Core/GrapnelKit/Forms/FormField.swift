/// One field of a data form (XEP-0004 §3.2).
public struct FormField: Sendable, Hashable {
    /// What a field takes (XEP-0004 §3.3); one that is not known is read as ``textSingle``.
    public struct Kind: RawRepresentable, Sendable, Hashable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let boolean = Kind(rawValue: "boolean")
        /// A text of the form itself, between questions.
        public static let fixed = Kind(rawValue: "fixed")
        /// Goes back as it came; nobody is asked.
        public static let hidden = Kind(rawValue: "hidden")
        public static let jidMulti = Kind(rawValue: "jid-multi")
        public static let jidSingle = Kind(rawValue: "jid-single")
        public static let listMulti = Kind(rawValue: "list-multi")
        public static let listSingle = Kind(rawValue: "list-single")
        public static let textMulti = Kind(rawValue: "text-multi")
        /// A secret.
        public static let textPrivate = Kind(rawValue: "text-private")
        public static let textSingle = Kind(rawValue: "text-single")

        static let known: Set<Kind> = [
            boolean, fixed, hidden, jidMulti, jidSingle, listMulti, listSingle, textMulti, textPrivate, textSingle,
        ]

        /// Whether it takes more than one value.
        public var isMulti: Bool { self == .jidMulti || self == .listMulti || self == .textMulti }
    }

    /// One of several values to choose from.
    public struct Option: Sendable, Hashable {
        public let value: String
        /// What people call it.
        public let label: String?

        public init(_ value: String, label: String? = nil) {
            self.value = value
            self.label = label
        }
    }

    /// The attribute `var`; only a ``Kind/fixed`` field may have none.
    public let name: String?
    public let kind: Kind
    /// What people call it.
    public let label: String?
    /// What there is to say about it.
    public let explanation: String?
    public let isRequired: Bool
    /// What it holds: the suggestion in a form, the answer in a submission.
    public let values: [String]
    /// What a list offers.
    public let options: [Option]
    /// Pictures and sounds that belong to the question (XEP-0221), such as that of a CAPTCHA.
    public let media: [FormMedia]

    public init(
        _ name: String?, _ kind: Kind = .textSingle, label: String? = nil, explanation: String? = nil,
        isRequired: Bool = false, values: [String] = [], options: [Option] = [], media: [FormMedia] = []
    ) {
        self.name = name
        self.kind = kind
        self.label = label
        self.explanation = explanation
        self.isRequired = isRequired
        self.values = values
        self.options = options
        self.media = media
    }

    /// What to call it in front of a person: its label, else its name.
    public var title: String {
        if let label, label.contains(where: { !$0.isWhitespace }) { return label }
        return name ?? ""
    }

    /// The value of a ``Kind/boolean`` field; nil where it has none that means something.
    public var boolean: Bool? {
        switch values.first {
        case "1", "true": true
        case "0", "false": false
        default: nil
        }
    }
}

/// A picture or sound in several places or forms, of which one is enough (XEP-0221).
public struct FormMedia: Sendable, Hashable {
    /// A place where it can be had.
    public struct Source: Sendable, Hashable {
        /// A MIME type, such as `image/png`.
        public let type: String
        /// `cid:…` for data that came along (XEP-0231), or an address of the web.
        public let uri: String

        public init(type: String, uri: String) {
            self.type = type
            self.uri = uri
        }
    }

    public static let namespace = "urn:xmpp:media-element"

    public let sources: [Source]

    public init(_ sources: [Source]) {
        self.sources = sources
    }
}
