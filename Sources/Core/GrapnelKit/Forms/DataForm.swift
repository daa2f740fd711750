/// A data form (XEP-0004): what somebody asks for, or the answer to it.
///
/// Read from a peer it is within ``Bounds``; its texts are the peer's, so they are only ever shown through the front's
/// one output function. ``submission(_:)`` makes the checked answer.
public struct DataForm: Payload, Hashable {
    public static let elementName = "x"
    public static let namespace = "jabber:x:data"

    /// What a form is for (XEP-0004 §3.1).
    public enum Kind: String, Sendable, Hashable {
        /// To be filled in.
        case form
        /// Filled in.
        case submit
        /// Not going to be filled in.
        case cancel
        /// Data without a question, such as the results of a search.
        case result
    }

    public let kind: Kind
    public let title: String?
    /// What to know before filling it in, one paragraph each.
    public let instructions: [String]
    public let fields: [FormField]
    /// The columns of ``items``, where the form reports a table (XEP-0004 §3.4).
    public let reported: [FormField]
    /// The rows of a table.
    public let items: [[FormField]]

    public init(
        _ kind: Kind, title: String? = nil, instructions: [String] = [], fields: [FormField] = [],
        reported: [FormField] = [], items: [[FormField]] = []
    ) {
        self.kind = kind
        self.title = title
        self.instructions = instructions
        self.fields = fields
        self.reported = reported
        self.items = items
    }

    /// The field with this name.
    public subscript(name: String) -> FormField? { fields.first { $0.name == name } }

    /// What the names of the fields mean: the value of the hidden field FORM_TYPE (XEP-0068); nil without one.
    public var formType: String? {
        guard let field = self["FORM_TYPE"], field.kind == .hidden || kind != .form else { return nil }
        return field.values.first
    }

    /// The fields that a person is asked for.
    public var questions: [FormField] {
        fields.filter { $0.name != nil && $0.kind != .hidden && $0.kind != .fixed }
    }
}

extension DataForm {
    /// The most of everything that is read of a form of a peer; one with more is refused.
    public enum Bounds {
        public static let fields = 200
        /// Of one field.
        public static let options = 500
        /// Of one field.
        public static let values = 500
        /// Octets of one value or name.
        public static let value = 64 * 1024
        public static let items = 1000
        public static let instructions = 20
        /// Pictures or sounds of one field.
        public static let media = 10
        /// Unicode scalars of a title, label or explanation; longer ones are cut.
        public static let words = 2000
    }
}
