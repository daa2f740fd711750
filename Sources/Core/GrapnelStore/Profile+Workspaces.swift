internal import GRDB
public import GrapnelKit

// A name finds its workspace without regard to case and to how its accents are written.
extension Profile {
    /// The workspaces with their conversations, in order.
    public func workspaces() async throws(StoreError) -> [Workspace] {
        try await read { db in try db.workspaceRows().map { try db.workspace($0) } }
    }

    /// One workspace; nil if there is none of that name.
    public func workspace(_ name: String) async throws(StoreError) -> Workspace? {
        try await read { db in
            try db.workspaceRows().first { Workspace.isSame($0.name, name) }.map { try db.workspace($0) }
        }
    }

    /// Makes an empty workspace behind the others.
    ///
    /// - Returns: It, with its name as it was stored: without space around it.
    /// - Throws: ``StoreError`` `duplicate`, or `invalid` for a name that is none and beyond
    ///   ``Workspace/maximumCount``.
    @discardableResult
    public func createWorkspace(_ name: String) async throws(StoreError) -> Workspace {
        let name = try Workspace.prepared(name)
        return try await write { db in
            let rows = try db.workspaceRows()
            guard !rows.contains(where: { Workspace.isSame($0.name, name) }) else {
                throw StoreError(.duplicate, "workspace \(name)")
            }
            guard rows.count < Workspace.maximumCount else {
                throw StoreError(.invalid, "one more workspace", detail: "there are \(rows.count)")
            }
            try db.execute(
                sql: "INSERT INTO workspace (name, position) VALUES (?, ?)", arguments: [name, rows.count])
            return Workspace(name: name, conversations: [])
        }
    }

    /// Gives a workspace another name, which may differ in case alone.
    ///
    /// - Throws: ``StoreError`` `missing`, `duplicate`, `invalid`.
    public func renameWorkspace(_ name: String, to other: String) async throws(StoreError) {
        let other = try Workspace.prepared(other)
        try await write { db in
            let row = try db.workspaceRow(name)
            let isTaken = try db.workspaceRows().contains { $0.id != row.id && Workspace.isSame($0.name, other) }
            guard !isTaken else { throw StoreError(.duplicate, "workspace \(other)") }
            try db.execute(sql: "UPDATE workspace SET name = ? WHERE id = ?", arguments: [other, row.id])
        }
    }

    /// Removes a workspace; its conversations stay.
    ///
    /// - Throws: ``StoreError`` `missing`.
    public func removeWorkspace(_ name: String) async throws(StoreError) {
        try await write { db in
            try db.execute(sql: "DELETE FROM workspace WHERE id = ?", arguments: [try db.workspaceRow(name).id])
            try db.placeWorkspaces(try db.workspaceRows().map(\.id))
        }
    }

    /// Puts a workspace in another place, counted from 0 and moved into the range there is.
    ///
    /// - Throws: ``StoreError`` `missing`.
    public func moveWorkspace(_ name: String, to position: Int) async throws(StoreError) {
        try await write { db in
            let row = try db.workspaceRow(name)
            try db.placeWorkspaces(try db.workspaceRows().map(\.id).placing(row.id, at: position))
        }
    }

    /// Adds a conversation to a workspace, at the end or in a place counted from 0, or moves it there.
    ///
    /// - Throws: ``StoreError`` `missing` for an unknown workspace or conversation.
    public func add(
        _ conversation: ConversationID, toWorkspace name: String, at position: Int? = nil
    ) async throws(StoreError) {
        try await write { db in
            let workspace = try db.workspaceRow(name).id
            let row = try db.conversationRow(conversation)
            let members = try db.members(of: workspace)
            if position == nil, members.contains(row) { return }
            try db.setMembers(members.placing(row, at: position ?? .max), of: workspace)
        }
    }

    /// Takes a conversation out of a workspace.
    ///
    /// - Returns: Whether it was in it.
    /// - Throws: ``StoreError`` `missing` for an unknown workspace or conversation.
    @discardableResult
    public func remove(
        _ conversation: ConversationID, fromWorkspace name: String
    ) async throws(StoreError) -> Bool {
        try await write { db in
            let workspace = try db.workspaceRow(name).id
            let row = try db.conversationRow(conversation)
            let members = try db.members(of: workspace)
            try db.setMembers(members.filter { $0 != row }, of: workspace)
            return members.contains(row)
        }
    }
}
