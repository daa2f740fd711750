/// Why XML from outside was refused.
///
/// A stream parser that has thrown this stays unusable; the stream is to be closed with a stream error of the same
/// condition.
public struct XMLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of rule was broken.
    public let condition: Condition
    /// One sentence: what was found and, where it helps, what is allowed.
    public let reason: String

    public init(_ condition: Condition, _ reason: String) {
        self.condition = condition
        self.reason = reason
    }

    public var description: String { "\(condition.rawValue): \(reason)" }
}

extension XMLError {
    /// A stream error condition; the raw value is its element name (RFC 6120 §4.9.3).
    public struct Condition: RawRepresentable, Hashable, Sendable {
        public let rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// Well-formed XML that has no meaning here, such as text between stanzas.
        public static let badFormat = Condition(rawValue: "bad-format")
        /// A violation of XML 1.0 or of Namespaces in XML 1.0.
        public static let notWellFormed = Condition(rawValue: "not-well-formed")
        /// A limit of `XMLLimits` was exceeded.
        public static let policyViolation = Condition(rawValue: "policy-violation")
        /// No memory for a parser.
        public static let resourceConstraint = Condition(rawValue: "resource-constraint")
        /// A document type, comment, processing instruction (RFC 6120 §11.1).
        public static let restrictedXML = Condition(rawValue: "restricted-xml")
        /// The parser was used in a way that it does not support.
        public static let undefinedCondition = Condition(rawValue: "undefined-condition")
        /// Anything but UTF-8 (RFC 6120 §11.6).
        public static let unsupportedEncoding = Condition(rawValue: "unsupported-encoding")
    }
}
