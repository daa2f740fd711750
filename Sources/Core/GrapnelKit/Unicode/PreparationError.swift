/// Why a string cannot be prepared for comparison: by PRECIS, by IDNA or by SASLprep.
package struct PreparationError: Error, Hashable, CustomStringConvertible {
    package struct Condition: RawRepresentable, Hashable, Sendable {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        package static let empty = Condition(rawValue: "empty")
        package static let tooLong = Condition(rawValue: "too-long")
        package static let disallowed = Condition(rawValue: "disallowed")
        package static let unassigned = Condition(rawValue: "unassigned")
        package static let context = Condition(rawValue: "context")
        package static let direction = Condition(rawValue: "direction")
        package static let malformedLabel = Condition(rawValue: "malformed-label")
        package static let unstable = Condition(rawValue: "unstable")
    }

    package let condition: Condition
    /// The rest of a sentence whose subject is the string, as in “contains U+2163 (…), which …”.
    package let description: String

    package init(_ condition: Condition, _ description: String) {
        self.condition = condition
        self.description = description
    }

    static func disallowed(_ scalar: Unicode.Scalar) -> PreparationError {
        PreparationError(.disallowed, "contains \(scalar.label), which is not allowed there")
    }

    static func unassigned(_ scalar: Unicode.Scalar) -> PreparationError {
        PreparationError(
            .unassigned, "contains \(scalar.label), which this version of Unicode does not assign")
    }

    static func context(_ scalar: Unicode.Scalar) -> PreparationError {
        PreparationError(.context, "contains \(scalar.label) next to characters that it may not stand with")
    }

    static let empty = PreparationError(.empty, "is empty")
    static let direction = PreparationError(
        .direction, "mixes right-to-left and left-to-right characters in an order that is not allowed")
    static let unstable = PreparationError(.unstable, "has no stable normalized form")
}
