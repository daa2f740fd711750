import GrapnelKit

/// A small plugin as there are many: looks for a payload of its own in every message, watches the journal and
/// presence, and has a command.
struct BenchPlugin: Plugin {
    init() {}

    func activate(in context: PluginContext) async throws {
        let namespace = "urn:grapnel:bench:\(context.plugin)"
        context.advertise(namespace)
        try context.filter(.messageReceived, at: .normalize) { message in
            message.stanza.element.first("note", namespace) == nil ? .pass : .consume(reason: "a note")
        }
        context.observe(.messageStored) { _ in }
        context.observe(.presenceReceived) { _ in }
        try context.command(context.plugin, "", "Does nothing.") { _ in }
    }
}
