/// A command as one value: its name, what it is for, its forms, its examples.
///
/// The three faces of the front (a person, a pipe, JSON) and its help and completion all read this value.
public struct Command: Sendable {
    /// One way to call a command.
    public struct Form: Sendable {
        /// The grammar behind the name.
        public let synopsis: Synopsis

        /// What this form does, as one line of help.
        public let summary: String

        package let body: CommandBody
        package let mistake: CommandError?

        /// A form of a command; a synopsis outside the notation is reported when the command is registered.
        public init(_ synopsis: String, _ summary: String, _ body: @escaping CommandBody) {
            self.summary = summary
            self.body = body
            do {
                self.synopsis = try Synopsis(synopsis)
                self.mistake = nil
            } catch {
                self.synopsis = .empty
                self.mistake = error
            }
        }
    }

    /// The word behind the slash, in lower case.
    public let name: String

    /// What it is for, as one line of `/help`.
    public let summary: String

    /// Where `/help` lists it: accounts, contacts, messages, rooms, plugins, other.
    public let area: String

    /// Its forms; the first that matches a line is taken.
    public let forms: [Form]

    /// Lines that work as typed.
    public let examples: [String]

    public init(_ name: String, _ summary: String, area: String = "other", examples: [String] = [], forms: [Form]) {
        self.name = name
        self.summary = summary
        self.area = area
        self.examples = examples
        self.forms = forms
    }
}

/// A command's body; what it throws is shown as one sentence and sets the exit status of a piped front.
public typealias CommandBody = @Sendable (CommandCall) async throws -> Void

extension Synopsis {
    static let empty = Synopsis(parts: [])
}
