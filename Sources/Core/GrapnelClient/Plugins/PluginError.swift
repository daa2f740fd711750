/// Why a plugin could not be found, opened or activated.
public struct PluginError: Error, Sendable, Hashable, CustomStringConvertible {
    public struct Condition: RawRepresentable, Sendable, Hashable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let unknown = Condition(rawValue: "unknown")
        public static let manifest = Condition(rawValue: "manifest")
        public static let kit = Condition(rawValue: "kit")
        public static let library = Condition(rawValue: "library")
        public static let noPlugin = Condition(rawValue: "no-plugin")
        public static let compiler = Condition(rawValue: "compiler")
        public static let activation = Condition(rawValue: "activation")
        public static let timeout = Condition(rawValue: "timeout")
    }

    public let condition: Condition

    /// The plugin or the file.
    public let subject: String
    public let detail: String

    init(_ condition: Condition, _ subject: String, _ detail: String = "") {
        self.condition = condition
        self.subject = subject
        // It may be a sentence of its own, and stands inside another one.
        self.detail = detail.hasSuffix(".") ? String(detail.dropLast()) : detail
    }

    /// One sentence that says what happened and what to do.
    public var description: String {
        switch condition {
        case .unknown: "There is no plugin \(subject); /plugin list shows those there are."
        case .manifest: "The manifest \(subject) cannot be used: \(detail). Install the plugin again."
        case .kit: "The plugin \(subject) needs another GrapnelKit: \(detail). Get a version of it for this one."
        case .library: "The library of \(subject) cannot be opened: \(detail). Build or install the plugin again."
        case .noPlugin: "\(subject) is a library but no plugin: \(detail). Check what was installed there."
        case .compiler:
            "The plugin \(subject) was built with another compiler: \(detail). Build it again with this one."
        case .activation: "The plugin \(subject) could not be activated: \(detail). Nothing of it is left registered."
        case .timeout:
            "The plugin \(subject) did not finish its activation in \(detail). Nothing of it is left registered."
        default: "The plugin \(subject) failed: \(detail)."
        }
    }
}
