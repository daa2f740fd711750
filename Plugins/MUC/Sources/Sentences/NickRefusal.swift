internal import GrapnelKit

/// Why a room does not give us another nick, and what to do (XEP-0045 §7.6).
enum NickRefusal {
    static func sentence(for error: StanzaError, nick: String) -> CommandFailure {
        let sentence =
            switch error.condition {
            case .conflict: "Somebody has the nick \(nick) or has registered it; choose another."
            case .notAcceptable: "Nicks cannot be changed in this room."
            case .jidMalformed: "The room does not take \(nick) as a nick; choose another."
            case .notAllowed, .forbidden: "You are not allowed to be called \(nick) here; choose another nick."
            default: "The room refused the nick \(nick): \(error.condition.rawValue.shortened(to: 64))."
            }
        guard let text = error.text, !text.isEmpty else { return CommandFailure(sentence) }
        return CommandFailure("\(sentence) They say: \(text.inQuotes)")
    }
}
