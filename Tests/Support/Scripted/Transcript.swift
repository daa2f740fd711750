public import GrapnelKit

/// Compares elements as a person reads them: attribute order and white space between elements do not count, and `*`
/// stands for any value or text.
public enum Transcript {
    /// Answers nil where they match, else what differs.
    public static func difference(_ actual: XMLElement, _ expected: XMLElement) -> String? {
        guard actual.isNamed(expected.name, expected.namespace) else {
            return "<\(actual.name) xmlns='\(actual.namespace)'> instead of "
                + "<\(expected.name) xmlns='\(expected.namespace)'>"
        }
        for attribute in expected.attributes {
            let value = actual.attribute(attribute.name.local, namespace: attribute.name.namespace)
            if value == nil || (attribute.value != "*" && value != attribute.value) {
                return "\(attribute.name.local)='\(value ?? "")' instead of '\(attribute.value)' in <\(actual.name)>"
            }
        }
        if actual.attributes.count != expected.attributes.count {
            return "attributes of <\(actual.name)>: \(actual)"
        }
        let (children, wanted) = (Array(actual.children), Array(expected.children))
        guard children.count == wanted.count else {
            return "\(children.count) children of <\(actual.name)> instead of \(wanted.count): \(actual)"
        }
        for (child, other) in zip(children, wanted) {
            if let difference = difference(child, other) { return difference }
        }
        let isSame = expected.text == "*" || trimmed(actual.text) == trimmed(expected.text)
        return isSame ? nil : "text “\(actual.text)” instead of “\(expected.text)” in <\(actual.name)>"
    }

    private static func trimmed(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
