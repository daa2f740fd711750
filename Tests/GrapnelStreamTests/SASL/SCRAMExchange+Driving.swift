@testable import GrapnelStream

extension SCRAMExchange {
    /// Feeds a challenge and runs the derivation it may ask for.
    mutating func challenge(_ text: String) -> Action {
        let action = handle(.challenge(Array(text.utf8)))
        guard case .derive(let request) = action else { return action }
        return handle(.derived(Result { () throws(SASLError) in try request.derive() }))
    }

    mutating func success(_ text: String?) -> Action {
        handle(.success(text.map { Array($0.utf8) }))
    }
}

extension SCRAMExchange.Action {
    var response: String? {
        guard case .respond(let payload) = self else { return nil }
        return String(decoding: payload, as: UTF8.self)
    }

    var failure: SASLError.Condition? {
        guard case .fail(let error) = self else { return nil }
        return error.condition
    }

    var outcome: SCRAMOutcome? {
        guard case .succeed(let outcome) = self else { return nil }
        return outcome
    }
}
