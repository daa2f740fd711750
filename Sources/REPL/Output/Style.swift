/// How a piece of a line looks; what a terminal makes of it is decided where the line is printed.
public enum Style: Sendable, Hashable {
    /// Behind what matters: times, marks, hints.
    case dim
    /// What stands out: names of commands, headings.
    case strong
    /// Something failed.
    case alert
    /// What this side says.
    case own
    /// A colour of the terminal's palette of 256, as ``NickColour`` gives.
    case palette(UInt8)

    /// The parameters of the SGR sequence.
    var parameters: String {
        switch self {
        case .dim: "2"
        case .strong: "1"
        case .alert: "31"
        case .own: "36"
        case .palette(let index): "38;5;\(index)"
        }
    }
}
