internal import GrapnelKit
internal import Synchronization

/// The one table of commands, for every face of the front.
final class CommandTable: Sendable {
    private let commands = Mutex<[String: (owner: String, command: Command)]>([:])

    /// - Throws: ``CommandError`` where the name is taken, is no name, or a synopsis cannot be read.
    func add(_ command: Command, owner: String) throws(CommandError) {
        guard !command.name.isEmpty, command.name.utf8.allSatisfy({ ($0 >= 0x61 && $0 <= 0x7A) || $0 == 0x2D }) else {
            throw CommandError("“\(command.name)” is no name for a command; use small letters and hyphens.")
        }
        for case let mistake? in command.forms.map(\.mistake) { throw mistake }
        let other = commands.withLock { commands -> String? in
            if let other = commands[command.name] { return other.owner }
            commands[command.name] = (owner, command)
            return nil
        }
        if let other { throw CommandError("\(other) already has a command /\(command.name).") }
    }

    func remove(_ name: String) {
        commands.withLock { $0[name] = nil }
    }

    subscript(_ name: String) -> Command? {
        commands.withLock { $0[name]?.command }
    }

    /// All of them, by name.
    var all: [Command] {
        commands.withLock { $0.values.map(\.command) }.sorted { $0.name < $1.name }
    }
}
