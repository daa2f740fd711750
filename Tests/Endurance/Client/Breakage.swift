import TestSupport

/// One way to break a connection.
enum Breakage: Sendable, CustomStringConvertible {
    /// What happens to a connection at any moment.
    case fault(Fault)
    /// A fault after some more octets, so that it hits the middle of whatever is under way.
    case cut(FaultDirection, after: Int, Fault)
    /// Half of a write or a read arrives.
    case stanza(StanzaCutter.Direction)

    /// - Parameter isInLogin: whether it hits a login, where a black hole is noticed too, but only after half a minute.
    static func random(inLogin isInLogin: Bool, using generator: inout some RandomNumberGenerator) -> Breakage {
        let faults = Fault.allCases.filter { !isInLogin || $0 != .blackHole }
        let fault = faults.randomElement(using: &generator) ?? .reset
        switch Int.random(in: 0..<10, using: &generator) {
        case 0..<6: return .fault(fault)
        case 6..<8:
            let direction = Bool.random(using: &generator) ? FaultDirection.toServer : .toClient
            return .cut(direction, after: Int.random(in: 1...2_000, using: &generator), fault)
        default: return .stanza(Bool.random(using: &generator) ? .toServer : .toClient)
        }
    }

    var description: String {
        switch self {
        case .fault(let fault): "\(fault)"
        case .cut(_, _, let fault): "\(fault) within a record"
        case .stanza: "within a stanza"
        }
    }
}
