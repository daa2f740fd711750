/// The grammar of one form of a command, written the way its help shows it.
///
/// The notation: `<name>` is one word; `[<name>]` may be left out; `<name...>` takes the rest of the line, and
/// `[<name...>]` may be empty; `add` is the word itself, `add|invite` one of several; `[--host <name>]` is an option
/// with a value and `[--force]` one without, anywhere before the rest of the line.
///
/// The name of a variable says what it is (see ``VariableKind``): `<jid>`, `<room>`, `<account>`; a colon gives a kind
/// to another name: `<target:jid>`.
public struct Synopsis: Sendable, Hashable, CustomStringConvertible {
    /// One part of the grammar, in the order of writing.
    public enum Part: Sendable, Hashable {
        case literal([String])
        case variable(Variable, isOptional: Bool)
        case rest(Variable, isOptional: Bool)
        case option(String, value: Variable?)
    }

    /// A named place for a word.
    public struct Variable: Sendable, Hashable {
        public let name: String
        public let kind: VariableKind
    }

    public let parts: [Part]

    /// The grammar as help shows it, which leaves the kinds of the variables out.
    public let description: String

    /// Reads a synopsis; a text outside the notation is a mistake of the plugin's author and is refused when the
    /// command is registered.
    ///
    /// - Throws: ``CommandError`` naming the word that cannot be read.
    public init(_ text: String) throws(CommandError) {
        self.init(parts: try Self.read(text))
    }

    init(parts: [Part]) {
        self.parts = parts
        self.description = parts.map(\.description).joined(separator: " ")
    }
}

/// What a variable of a synopsis stands for; completion asks whoever provides that kind.
public struct VariableKind: RawRepresentable, Sendable, Hashable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let jid = VariableKind(rawValue: "jid")
    public static let contact = VariableKind(rawValue: "contact")
    public static let account = VariableKind(rawValue: "account")
    public static let room = VariableKind(rawValue: "room")
    public static let nick = VariableKind(rawValue: "nick")
    public static let conversation = VariableKind(rawValue: "conversation")
    public static let workspace = VariableKind(rawValue: "workspace")
    public static let plugin = VariableKind(rawValue: "plugin")
    public static let command = VariableKind(rawValue: "command")
    public static let path = VariableKind(rawValue: "path")
    public static let number = VariableKind(rawValue: "number")
    public static let text = VariableKind(rawValue: "text")
}
