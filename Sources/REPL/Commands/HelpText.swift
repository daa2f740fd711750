internal import GrapnelClient
internal import GrapnelKit

/// What `/help` prints: from the command table alone, so that no text can be forgotten.
struct HelpText: Sendable {
    private let commands: @Sendable () -> [Command]

    init(client: Client) {
        self.init { client.commands }
    }

    init(_ commands: @escaping @Sendable () -> [Command]) {
        self.commands = commands
    }

    /// - Throws: ``CommandError`` where there is neither such an area nor such a command.
    func lines(about subject: String) throws -> [String] {
        var name = subject.split(separator: " ").first.map(String.init) ?? ""
        if name.hasPrefix("/") { name.removeFirst() }
        let commands = commands()
        if name.isEmpty { return overview(commands) }
        if let command = commands.first(where: { $0.name == name }) { return page(command) }
        let area = commands.filter { $0.area == name }
        guard !area.isEmpty else {
            throw CommandError("There is no help about “\(name)”: no command and no area has this name. Type /help.")
        }
        return list(area)
    }

    private func overview(_ commands: [Command]) -> [String] {
        let areas = Set(commands.map(\.area)).sorted { Self.rank($0) < Self.rank($1) }
        let lists = areas.flatMap { area in [area] + list(commands.filter { $0.area == area }).map { "  " + $0 } }
        return lists + [
            "/help COMMAND explains one, Tab completes, // at the beginning says a line that begins with a slash."
        ]
    }

    private func list(_ commands: [Command]) -> [String] {
        let width = (commands.map(\.name.count).max() ?? 0) + 3
        return commands.map { command in
            let name = "/\(command.name)"
            return name + String(repeating: " ", count: width - name.count) + command.summary
        }
    }

    private func page(_ command: Command) -> [String] {
        var lines = ["/\(command.name): \(command.summary)"]
        for form in command.forms {
            let call = form.synopsis.description.isEmpty ? "" : " \(form.synopsis)"
            lines += ["/\(command.name)\(call)", "    \(form.summary)"]
        }
        if !command.examples.isEmpty { lines += ["For example:"] + command.examples.map { "    \($0)" } }
        return lines
    }

    /// The areas in the order in which somebody new meets them.
    private static func rank(_ area: String) -> String {
        let known = ["accounts", "contacts", "messages", "rooms", "plugins", "front"]
        return known.firstIndex(of: area).map { "\($0)" } ?? "9\(area)"
    }
}
