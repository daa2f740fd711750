public import GrapnelKit

/// XEP-0199: answers pings, and adds the command `/ping`.
public struct PingPlugin: Plugin {
    public init() {}

    public func activate(in context: PluginContext) async throws {
        context.advertise(Ping.namespace)
        try context.answer(.get, Ping.self) { request in
            // A refusal reads the same as the server's own for a resource that is offline, so a stranger cannot tell
            // whether anybody is here (XEP-0199 §8).
            if case .stranger = request.source { throw StanzaError(.serviceUnavailable) }
            return nil
        }
        try context.command(
            "ping", "[<jid>]", "measure the round trip to an address, or to your own server",
            examples: ["/ping", "/ping bob@example.org/phone"]
        ) { call in
            let account = try call.account
            let target = try call.jid("jid") ?? account.server
            call.print(try await RoundTrip.measure(to: target, by: call).sentence)
        }
    }
}
