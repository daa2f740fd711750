internal import GrapnelKit

/// Why a room does not let us in, and what to do (XEP-0045 §7.2.17).
enum JoinRefusal {
    static func sentence(for error: StanzaError, room: JID, nick: String) -> CommandFailure {
        var sentence = explanation(of: error, room: room, nick: nick)
        if let text = error.text, !text.isEmpty { sentence += " They say: \(text.inQuotes)" }
        return CommandFailure(sentence)
    }

    private static func explanation(of error: StanzaError, room: JID, nick: String) -> String {
        switch error.condition {
        case .notAuthorized:
            "\(room) wants a password, or another one: /join \(room) \(nick) --password PASSWORD."
        case .forbidden:
            "You are banned from \(room); only an admin of the room can change that."
        case .itemNotFound:
            "\(room) does not exist, or its owner has not opened it yet; check the address or try again later."
        case .notAllowed:
            "\(room) does not exist, and \(room.domain) does not let you create rooms; check the address."
        case .notAcceptable:
            "\(room) does not accept the nick \(nick); use the one that is registered for you there."
        case .registrationRequired:
            "\(room) is for members only; ask its owner or an admin to add you."
        case .conflict:
            "Somebody in \(room) has the nick \(nick); choose another: /join \(room) ANOTHER-NICK."
        case .serviceUnavailable:
            "\(room) is full, or there is no room service at \(room.domain); check the address or try again later."
        case .jidMalformed:
            "\(room.domain) does not take \(nick) as a nick; choose another: /join \(room) ANOTHER-NICK."
        case .gone:
            "\(room) is gone for good."
        case .remoteServerNotFound:
            "The service \(room.domain) cannot be found; check the address."
        case .remoteServerTimeout:
            "The service \(room.domain) did not answer; try again later."
        case .resourceConstraint, .policyViolation:
            "\(room.domain) has a limit that you have reached; leave another room or try again later."
        default:
            "\(room) did not let you in: \(error.condition.rawValue.shortened(to: 64))."
        }
    }
}
