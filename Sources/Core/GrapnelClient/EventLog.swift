internal import Logging

/// The log of the client; what peers wrote is cut and made printable before it gets there, secrets never do.
struct EventLog: Sendable {
    private let logger: Logger

    init(label: String = "grapnel") {
        logger = Logger(label: label)
    }

    func note(_ text: @autoclosure () -> String) {
        logger.debug("\(Self.printable(text()))")
    }

    func warn(_ text: @autoclosure () -> String) {
        logger.warning("\(Self.printable(text()))")
    }

    /// At most 500 characters, with everything that a terminal could act on replaced.
    static func printable(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars.prefix(500) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                result.unicodeScalars.append("\u{FFFD}")
            default:
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
