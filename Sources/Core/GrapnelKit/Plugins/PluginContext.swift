internal import Synchronization

/// A plugin's own door to the core: every registration made here belongs to the plugin and ends with it.
///
/// The door is closed when the plugin is deactivated or its activation is given up. Work of the plugin that is still
/// under way then finds it closed: what throws says so, and the rest does nothing.
public final class PluginContext: Sendable {
    /// The identifier from the plugin's manifest.
    public let plugin: String

    let services: any CoreServices
    let isClosed = Mutex(false)

    package init(plugin: String, services: any CoreServices) {
        self.plugin = plugin
        self.services = services
    }

    /// Says that this client supports a feature (XEP-0030 §3, XEP-0115).
    public func advertise(_ feature: String) {
        registerWhileOpen { $0.advertise(feature, owner: plugin) }
    }

    /// Asks for something to be switched on together with every new session, such as carbons (XEP-0386 §4).
    ///
    /// A server that knows how does it before the first stanza can come, so nothing is missed in between and no request
    /// is needed; ``SessionStart/enabled`` says whether it did. Others are asked as ever, by the plugin.
    ///
    /// Only for a plugin that reads the account's archive: such a server does not deliver what came while the account was
    /// offline but leaves it there.
    ///
    /// - Parameter element: what the feature's specification puts into `<bind/>`; one for each namespace.
    public func bindFeature(_ element: XMLElement) {
        registerWhileOpen { $0.bindFeature(element, owner: plugin) }
    }

    /// Answers requests with a payload; found by (kind, name, namespace), at most one handler for each.
    ///
    /// The handler answers by return value: a payload is a result, nil is an empty result, a thrown ``StanzaError`` is
    /// that error; anything else that it throws is logged and becomes `internal-server-error`. A payload that cannot
    /// be read is `bad-request`.
    ///
    /// - Throws: ``CommandError`` where another plugin already answers it.
    public func answer<P: Payload>(
        _ kind: IQ.RequestKind,
        _ payload: P.Type,
        _ handler: @escaping @Sendable (Request<P>) async throws -> (any Payload)?
    ) throws {
        try register {
            try $0.answer(kind, name: P.elementName, namespace: P.namespace, owner: plugin) {
                account, source, stanza, element in
                let payload: P
                do {
                    payload = try P(from: element)
                } catch let error as StanzaError {
                    throw error
                } catch {
                    throw StanzaError(.badRequest, text: "\(error)")
                }
                let request = Request(account: account, source: source, stanza: stanza, payload: payload)
                return try await handler(request)?.element
            }
        }
    }

    /// Takes part in a filter point.
    ///
    /// - Parameters:
    ///   - stage: one of the point's stages.
    ///   - name: tells several filters of one plugin apart; `/hooks` and others' constraints name it `plugin.name`.
    ///   - before: filters of the same stage that must run after this one: `plugin` or `plugin.name`.
    ///   - after: filters of the same stage that must run before this one.
    /// - Throws: ``CommandError`` for a stage that the point does not have, or constraints that form a circle.
    public func filter<Value: Sendable>(
        _ point: FilterPoint<Value>,
        at stage: Stage,
        named name: String = "",
        before: [String] = [],
        after: [String] = [],
        _ body: @escaping FilterBody<Value>
    ) throws {
        try register {
            try $0.filter(point, at: stage, name: name, before: before, after: after, owner: plugin, body)
        }
    }

    /// Watches an observation point.
    public func observe<Event: Sendable>(_ point: ObservationPoint<Event>, _ body: @escaping ObserverBody<Event>) {
        registerWhileOpen { $0.observe(point, owner: plugin, body) }
    }

    /// Adds a command.
    ///
    /// - Throws: ``CommandError`` where the name is taken or a synopsis cannot be read.
    public func command(_ command: Command) throws {
        try register { try $0.command(command, owner: plugin) }
    }

    /// Adds a command of one form.
    public func command(
        _ name: String, _ synopsis: String, _ summary: String, area: String = "other", examples: [String] = [],
        _ body: @escaping CommandBody
    ) throws {
        let form = Command.Form(synopsis, summary, body)
        try command(Command(name, summary, area: area, examples: examples, forms: [form]))
    }

    /// Offers completions for a kind of variable.
    public func complete(_ kind: VariableKind, _ body: @escaping CompletionBody) {
        registerWhileOpen { $0.complete(kind, owner: plugin, body) }
    }

    /// Runs work of the plugin's own until it returns or the plugin is deactivated, which cancels it.
    public func run(_ name: String, _ body: @escaping @Sendable () async throws -> Void) {
        registerWhileOpen { $0.task(name, owner: plugin, body) }
    }
}
