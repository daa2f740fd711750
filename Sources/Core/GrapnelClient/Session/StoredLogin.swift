internal import FoundationEssentials
internal import GrapnelKit
internal import GrapnelStore
internal import GrapnelStream

/// What logins leave in the profile: a token, what the server does together with a login, and what the last one was.
///
/// None of it is missed for long where it cannot be read: the next login makes it anew.
enum StoredLogin {
    static func read<Value: Decodable>(_ type: Value.Type, _ octets: [UInt8]?) -> Value? {
        guard let octets else { return nil }
        do {
            return try JSONDecoder().decode(type, from: Data(octets))
        } catch {
            return nil
        }
    }

    static func write(_ value: some Encodable) throws -> [UInt8] {
        [UInt8](try JSONEncoder().encode(value))
    }
}

extension AccountRecord {
    /// The token, as long as it has not expired.
    var token: FASTToken? {
        StoredLogin.read(FASTToken.self, loginToken).flatMap { $0.expiry > .now ? $0 : nil }
    }

    /// What no later login may fall below.
    var pin: SASLPin? { usedMechanism.flatMap(SASLPin.init(name:)) }
}
