internal import GrapnelClient
internal import GrapnelKit

/// What Tab offers for a line up to the cursor.
struct Completion: Sendable {
    let client: Client?
    let conversation: ConversationID?

    func candidates(for line: String) async -> [String] {
        guard let client, line.hasPrefix("/"), !line.hasPrefix("//") else { return [] }
        let command = String(line.dropFirst())
        let found = await client.complete(command, conversation: conversation)
        return command.contains(" ") ? found : found.map { "/\($0)" }
    }
}
