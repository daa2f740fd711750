/// Why a text is not an XMPP address.
public struct JIDError: Error, Hashable, CustomStringConvertible {
    /// What is wrong, for code that decides on it.
    public struct Condition: RawRepresentable, Hashable, Sendable {
        public let rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// A part that has to be there is empty: the domain, or what stands beside a written `@` or `/`.
        public static let empty = Condition(rawValue: "empty")
        /// A part is over 1023 octets, or the whole text over 3071.
        public static let tooLong = Condition(rawValue: "too-long")
        /// A part holds a character that its profile excludes.
        public static let character = Condition(rawValue: "character")
        /// Right-to-left characters stand in an order that the Bidi Rule excludes.
        public static let direction = Condition(rawValue: "direction")
        /// The domain has a label that no domain name can have.
        public static let label = Condition(rawValue: "label")
    }

    /// What is wrong.
    public let condition: Condition
    /// A sentence that says what is wrong and where; whatever it quotes is shortened and safe to print.
    public let description: String

    init(_ condition: Condition, _ description: String) {
        self.condition = condition
        self.description = description
    }

    init(_ part: String, _ text: String, _ error: PreparationError) {
        let condition: Condition =
            switch error.condition {
            case .empty: .empty
            case .tooLong: .tooLong
            case .direction: .direction
            case .malformedLabel: .label
            default: .character
            }
        self.init(condition, "The \(part) \(text.quoted) \(error.description).")
    }
}
