internal import GrapnelKit
internal import GrapnelStore

extension Client {
    func workspaceCommands() -> [Command] {
        [
            Command(
                "workspace", "named sets of conversations", area: "messages",
                examples: ["/workspace create Work", "/workspace add Work bob@example.org", "/workspace show Work"],
                forms: [
                    .init("", "list the workspaces", listWorkspaces),
                    .init("list", "list the workspaces", listWorkspaces),
                    .init("show <workspace>", "list what is in one", showWorkspace),
                    .init("create <workspace>", "make one", createWorkspace),
                    .init("rename <workspace> <name...>", "give one another name", renameWorkspace),
                    .init("delete <workspace>", "remove one; its conversations stay", deleteWorkspace),
                    .init("move <workspace> <number>", "put one in another place", moveWorkspace),
                    .init(
                        "add <workspace> [<conversation>] [--at <number>]",
                        "put a conversation into one, at a place", addToWorkspace),
                    .init("remove <workspace> [<conversation>]", "take a conversation out", removeFromWorkspace),
                ])
        ]
    }

    private func name(_ call: CommandCall) -> String { call["workspace"] ?? "" }

    @Sendable private func listWorkspaces(_ call: CommandCall) async throws {
        let workspaces = try await profile.workspaces()
        if workspaces.isEmpty { call.print("There is no workspace yet; type /workspace create Work.") }
        call.print(
            rows: workspaces.enumerated().map { position, workspace in
                ["\(position + 1)", workspace.name, "\(workspace.conversations.count) conversations"]
            })
    }

    @Sendable private func showWorkspace(_ call: CommandCall) async throws {
        guard let workspace = try await profile.workspace(name(call)) else {
            throw CommandError("There is no workspace “\(name(call))”; /workspace lists them.")
        }
        if workspace.conversations.isEmpty { call.print("\(workspace.name) is empty.") }
        call.print(
            rows: workspace.conversations.enumerated().map { position, conversation in
                ["\(position + 1)", conversation.peer.description, "on \(conversation.account)"]
            })
    }

    @Sendable private func createWorkspace(_ call: CommandCall) async throws {
        let workspace = try await profile.createWorkspace(name(call))
        call.print("Made the workspace \(workspace.name).")
    }

    @Sendable private func renameWorkspace(_ call: CommandCall) async throws {
        let other = call["name"] ?? ""
        try await profile.renameWorkspace(name(call), to: other)
        call.print("\(name(call)) is called \(other) now.")
    }

    @Sendable private func deleteWorkspace(_ call: CommandCall) async throws {
        try await profile.removeWorkspace(name(call))
        call.print("Removed the workspace \(name(call)); its conversations stay.")
    }

    @Sendable private func moveWorkspace(_ call: CommandCall) async throws {
        try await profile.moveWorkspace(name(call), to: try place(call, "number") ?? 0)
        try await listWorkspaces(call)
    }

    @Sendable private func addToWorkspace(_ call: CommandCall) async throws {
        let conversation = try await chosenConversation(call)
        if try await profile.conversation(conversation.id) == nil {
            try await profile.open(conversation.id, kind: conversation.kind)
        }
        try await profile.add(conversation.id, toWorkspace: name(call), at: try place(call, "--at"))
        call.print("\(conversation.id.peer) is in \(name(call)).")
    }

    @Sendable private func removeFromWorkspace(_ call: CommandCall) async throws {
        let conversation = try await chosenConversation(call)
        guard try await profile.remove(conversation.id, fromWorkspace: name(call)) else {
            throw CommandError("\(conversation.id.peer) is not in \(name(call)).")
        }
        call.print("\(conversation.id.peer) is not in \(name(call)) any more.")
    }

    private func chosenConversation(
        _ call: CommandCall
    ) async throws -> (id: ConversationID, kind: ConversationKind) {
        if let jid = try call.jid("conversation") {
            return try await conversation(with: jid, try call.account)
        }
        guard let open = call.conversation else {
            throw CommandError("Say which conversation, or open one with /chat.")
        }
        return (open, try await profile.conversation(open)?.kind ?? .direct)
    }

    /// A place as people count, from 1.
    private func place(_ call: CommandCall, _ name: String) throws -> Int? {
        guard let text = call[name] else { return nil }
        guard let number = Int(text), (1...10_000).contains(number) else {
            throw CommandError("“\(text)” is no place; count from 1.")
        }
        return number - 1
    }
}
