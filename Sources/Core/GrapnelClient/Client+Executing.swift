public import GrapnelKit

extension Client {
    /// The commands there are, by name.
    public var commands: [Command] { commandTable.all }

    /// A command by its name, without the slash.
    public func command(named name: String) -> Command? { commandTable[name] }

    /// Adds a command of the front.
    public func register(_ command: Command) throws {
        try self.command(command, owner: Ledger.front)
    }

    /// Runs a command line, without its slash.
    ///
    /// - Parameter output: takes the lines that the command prints; what peers wrote may stand in them.
    /// - Throws: an error whose description is one sentence.
    public func execute(
        _ line: String, conversation: ConversationID?, output: @escaping @Sendable (String) -> Void
    ) async throws {
        let end = line.firstIndex { $0 == " " } ?? line.endIndex
        let name = String(line[..<end])
        guard let command = commandTable[name] else { throw await unknown(name) }
        let (rest, chosen) = try Self.takeAccount(String(line[end...]))
        for form in command.forms {
            guard let arguments = form.synopsis.match(rest) else { continue }
            let call = CommandCall(
                arguments: arguments, conversation: conversation, chosenAccount: chosen, services: self,
                output: output)
            try await form.body(call)
            return
        }
        let forms = command.forms.map { "/\(name) \($0.synopsis)" }.map {
            $0.hasSuffix(" ") ? String($0.dropLast()) : $0
        }
        throw CommandError("That is not how /\(name) is used; it is: \(forms.joined(separator: ", or "))")
    }

    /// `-a ACCOUNT` at the beginning of the arguments.
    private static func takeAccount(_ line: String) throws -> (String, JID?) {
        let words = CommandLineWord.split(line)
        guard words.count >= 2, words[0].text == "-a" else { return (line, nil) }
        do {
            return (String(line[words[1].range.upperBound...]), try JID(words[1].text))
        } catch {
            throw CommandError("\(error)")
        }
    }

    private func unknown(_ name: String) async -> CommandError {
        if let plugin = await plugins?.provider(ofCommand: name) {
            return CommandError("/\(name) comes with the plugin \(plugin.id); type /plugin enable \(plugin.id).")
        }
        let near = commandTable.all.map(\.name).filter { Self.distance($0, name) <= (name.count > 4 ? 2 : 1) }
        if let nearest = near.min(by: { Self.distance($0, name) < Self.distance($1, name) }) {
            return CommandError("There is no command /\(name); did you mean /\(nearest)?")
        }
        return CommandError("No plugin provides /\(name) yet; /help lists the commands there are.")
    }

    /// How many letters have to change (Levenshtein); both words are short.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.utf8.prefix(40)), Array(right.utf8.prefix(40)))
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let cost = min(row[j] + 1, row[j + 1] + 1, diagonal + (a == b ? 0 : 1))
                diagonal = row[j + 1]
                row[j + 1] = cost
            }
        }
        return row[right.count]
    }
}
