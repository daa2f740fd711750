internal import FoundationEssentials
internal import GrapnelKit
internal import GrapnelStream

/// The form in which SCRAM keys stand in the profile.
enum StoredKeys {
    static func read(_ octets: [UInt8]) throws -> SCRAMKeys {
        do {
            return try JSONDecoder().decode(SCRAMKeys.self, from: Data(octets))
        } catch {
            throw CommandError("The stored keys of the account cannot be read; remove the account and add it again.")
        }
    }

    static func write(_ keys: SCRAMKeys) throws -> [UInt8] {
        [UInt8](try JSONEncoder().encode(keys))
    }
}
