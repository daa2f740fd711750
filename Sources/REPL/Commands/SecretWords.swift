internal import GrapnelKit

/// Finds lines that hold a secret, which no history keeps and no screen shows again.
struct SecretWords: Sendable {
    private static let names = ["password", "passphrase", "secret", "token", "passwd"]

    let command: @Sendable (String) -> Command?

    /// Whether a typed line holds a word that a synopsis, or an option that looks like it, calls a secret.
    func areIn(_ line: String) -> Bool {
        guard line.hasPrefix("/") else { return false }
        let words = line.dropFirst().split(whereSeparator: \.isWhitespace)
        guard let name = words.first else { return false }
        let arguments = words.dropFirst()
        if arguments.contains(where: Self.holdsLogin) { return true }
        if arguments.dropLast().contains(where: { $0.hasPrefix("--") && Self.isSecret($0.dropFirst(2)) }) {
            return true
        }
        // As in password=… for a field of a form.
        if arguments.contains(where: { word in word.contains("=") && Self.isSecret(word.prefix { $0 != "=" }) }) {
            return true
        }
        return command(String(name))?.forms.contains { Self.reaches($0.synopsis, arguments.map(String.init)) } ?? false
    }

    /// Whether the line is long enough to reach a place for a secret.
    private static func reaches(_ synopsis: Synopsis, _ words: [String]) -> Bool {
        let places = synopsis.parts.filter { if case .option = $0 { false } else { true } }
        for (place, word) in zip(places, words) {
            switch place {
            case .literal(let choices): if !choices.contains(word) { return false }
            case .variable(let variable, _), .rest(let variable, _):
                if isSecret(variable.name[...]) || isSecret(variable.kind.rawValue[...]) { return true }
            case .option: continue
            @unknown default: continue
            }
        }
        return false
    }

    /// Whether it is a URL with a password, as that of a proxy may be.
    private static func holdsLogin(_ word: Substring) -> Bool {
        guard let authority = word.split(separator: "://", maxSplits: 1).dropFirst().first,
            let at = authority.lastIndex(of: "@")
        else { return false }
        return authority[..<at].contains(":")
    }

    /// A command that prints a secret is none itself: `--password-command`.
    private static func isSecret(_ name: Substring) -> Bool {
        names.contains { name.lowercased().hasPrefix($0) } && !name.hasSuffix("-command")
    }
}
