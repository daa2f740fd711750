internal import GrapnelKit

extension Client {
    /// The commands of the core, one file for each area.
    func registerCommands() throws {
        let areas = [
            accountCommands, contactCommands, messageCommands, workspaceCommands, pluginCommands,
        ]
        for command in areas.flatMap({ $0() }) { try self.command(command, owner: Ledger.core) }
    }

    /// The account that an argument names, or the one that the call is for.
    func account(_ call: CommandCall, _ name: String = "account") throws -> Account {
        guard let jid = try call.jid(name) else { return try call.account }
        return try account(chosen: jid)
    }

    /// An argument as an address, which the synopsis demands.
    func address(_ call: CommandCall, _ name: String = "jid") throws -> JID {
        guard let jid = try call.jid(name) else { throw CommandError("An address is missing.") }
        return jid
    }
}

extension CommandCall {
    /// Prints rows with their columns aligned, two blanks between them.
    func print(rows: [[String]]) {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { $0.count > column ? DisplayWidth.columns(of: $0[column]) : 0 }.max() ?? 0
        }
        for row in rows {
            var line = ""
            for (column, cell) in row.enumerated() {
                line += cell
                if column < row.count - 1 {
                    line += String(repeating: " ", count: widths[column] - DisplayWidth.columns(of: cell) + 2)
                }
            }
            while line.last == " " { line.removeLast() }
            print(line)
        }
    }
}
