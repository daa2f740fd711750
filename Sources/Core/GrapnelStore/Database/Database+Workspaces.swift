internal import GRDB
internal import GrapnelKit

extension Database {
    typealias WorkspaceRow = (id: Int64, name: String)

    func workspaceRows() throws -> [WorkspaceRow] {
        try Row.fetchAll(self, sql: "SELECT id, name FROM workspace ORDER BY position, id").map { row in
            (try row.value("id"), try row.value("name"))
        }
    }

    /// The workspace of a name.
    ///
    /// - Throws: ``StoreError`` `missing`.
    func workspaceRow(_ name: String) throws -> WorkspaceRow {
        guard let row = try workspaceRows().first(where: { Workspace.isSame($0.name, name) }) else {
            throw StoreError(.missing, "workspace \(name)")
        }
        return row
    }

    func workspace(_ row: WorkspaceRow) throws -> Workspace {
        let sql = """
            SELECT account.jid AS account, peer FROM workspaceConversation
            JOIN conversation ON conversation.id = workspaceConversation.conversation
            JOIN account ON account.id = conversation.account
            WHERE workspace = ? ORDER BY workspaceConversation.position
            """
        let conversations = try Row.fetchAll(self, sql: sql, arguments: [row.id]).map { row in
            ConversationID(account: try row.jid("account"), peer: try row.jid("peer"))
        }
        return Workspace(name: row.name, conversations: conversations)
    }

    func placeWorkspaces(_ rows: [Int64]) throws {
        for (position, row) in rows.enumerated() {
            try execute(sql: "UPDATE workspace SET position = ? WHERE id = ?", arguments: [position, row])
        }
    }

    /// The conversations in a workspace, in order.
    func members(of workspace: Int64) throws -> [Int64] {
        try Int64.fetchAll(
            self, sql: "SELECT conversation FROM workspaceConversation WHERE workspace = ? ORDER BY position",
            arguments: [workspace])
    }

    func setMembers(_ members: [Int64], of workspace: Int64) throws {
        try execute(sql: "DELETE FROM workspaceConversation WHERE workspace = ?", arguments: [workspace])
        for (position, member) in members.enumerated() {
            try execute(
                sql: "INSERT INTO workspaceConversation (workspace, conversation, position) VALUES (?, ?, ?)",
                arguments: [workspace, member, position])
        }
    }
}

extension [Int64] {
    /// The same elements with this one at a place, which is moved into the range there is.
    func placing(_ element: Int64, at position: Int) -> [Int64] {
        var others = filter { $0 != element }
        others.insert(element, at: Swift.min(Swift.max(position, 0), others.count))
        return others
    }
}
