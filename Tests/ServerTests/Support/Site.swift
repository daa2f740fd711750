import GrapnelStream
import Testing

/// A server and the way in which its connections begin.
struct Site: Sendable, Hashable, CustomTestStringConvertible {
    let setup: ServerSetup
    let mode: Endpoint.Mode

    /// Both programs, each by STARTTLS and by direct TLS.
    static let usual = of(ServerSetup.usual)

    /// Both programs in their newer versions, each by STARTTLS and by direct TLS.
    static let newer = of(ServerSetup.newer)

    /// Both, and every version of TLS; the servers keep passwords in clear, so that they offer every hash they know.
    static let all = of(
        ServerSetup.Program.allCases.flatMap { [ServerSetup($0, .only12), ServerSetup($0, .only13)] })

    static func of(_ setups: [ServerSetup]) -> [Site] {
        setups.flatMap { [Site(setup: $0, mode: .startTLS), Site(setup: $0, mode: .directTLS)] }
    }

    var testDescription: String { "\(setup.testDescription), \(mode.rawValue)" }
}
