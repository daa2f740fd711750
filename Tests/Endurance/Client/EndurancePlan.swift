import Foundation

/// What `scripts/endure` wants done, as one line of JSON on standard input; no secret stands among the arguments.
struct EndurancePlan: Decodable {
    let account: String
    /// Where the server listens for TLS from the first octet, on loopback.
    let port: UInt16
    let ca: String
    let passwordFile: String
    /// Who is written to, and writes back.
    let peer: String
    /// Where the profile is kept.
    let profile: String
    /// How many messages to say.
    let messages: Int
    /// How many of them a second.
    let rate: Double
    /// How many may wait for the server's acknowledgement before the next is held back.
    let window: Int
    /// How many connections to break.
    let kills: Int
    /// The probability that a resumption is refused, from 0 to 1.
    let refusedShare: Double
    let seed: UInt64
    /// Where everything that goes over the streams is written down; nowhere if nil.
    let wire: String?

    init(line: String) throws {
        self = try JSONDecoder().decode(EndurancePlan.self, from: Data(line.utf8))
    }
}
