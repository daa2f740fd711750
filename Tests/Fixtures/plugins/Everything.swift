import GrapnelKit

/// The plugin of the host's tests. It registers something of every kind; what else it does depends on its id.
///
/// It is compiled outside the package, against nothing but an interface of GrapnelKit, so it can use only what the
/// oldest interface in these tests has; `NEWER` marks what later kits added.
public struct Everything: Plugin {
    public init() {}

    public func activate(in context: PluginContext) async throws {
        try register(in: context, named: context.plugin.hasPrefix("rival") ? "everything" : context.plugin)
        switch context.plugin {
        case "thrower": throw CommandError("It was told to fail.")
        // Deaf to cancellation, and idle: a loop would keep one of the pool's threads busy for good.
        case "sleeper": await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
        default: break
        }
    }

    #if NEWER
        public func report() async -> [String] { ["There is nothing to complain about."] }
    #endif

    private func register(in context: PluginContext, named name: String) throws {
        let notes = Notes()
        context.advertise(Question.namespace)
        try context.answer(.get, Question.self) { request in
            Answer(text: "\(request.payload.text) for \(request.account) by \(request.stanza.id ?? "")")
        }
        try context.filter(.messageReceived, at: .normalize, named: "louder") { message in
            await notes.take(message)
            var louder = message
            louder.author = "\(message.author)!"
            return .replace(louder)
        }
        context.observe(.messageStored) { await notes.take($0) }
        context.complete(.nick) { await notes.candidates(for: $0) }
        try context.command(name, "<jid>", "tells what it has noted", area: "other") { call in
            guard let peer = try call.jid("jid") else { return }
            let message = Message(.chat, to: peer, id: context.newID(), payloads: [Answer(text: "42")])
            try await context.send(message, on: try call.account)
            for line in await notes.lines { call.print(line) }
        }
        context.run("tick") { try await Task.sleep(for: .seconds(3600)) }
    }
}

/// Keeps values of the kit inside values of its own, so that their sizes and fields have to be the core's.
actor Notes {
    private struct Noted<Value: Sendable>: Sendable {
        let before: Int
        let value: Value
        let behind: Int
    }

    private var messages: [Noted<IncomingMessage>] = []
    private var entries: [Noted<JournalEntry>] = []
    private var queries: [Noted<CompletionQuery>] = []

    func take(_ message: IncomingMessage) { messages.append(Noted(before: 1, value: message, behind: messages.count)) }

    func take(_ entry: JournalEntry) { entries.append(Noted(before: 2, value: entry, behind: entries.count)) }

    func candidates(for query: CompletionQuery) -> [String] {
        queries.append(Noted(before: 3, value: query, behind: queries.count))
        return ["\(query.prefix)ay", "\(query.prefix)ob"]
    }

    var lines: [String] {
        messages.map {
            let message = $0.value
            return
                "\($0.before) \($0.behind) message \(message.account) \(message.source) \(message.stanza.body ?? "") "
                + "\(message.conversation) \(message.kind.rawValue) \(message.direction) \(message.author) "
                + "\(message.isDelayed)"
        }
            + entries.map {
                let entry = $0.value
                return
                    "\($0.before) \($0.behind) entry \(entry.number) \(entry.conversation) \(entry.author) \(entry.body) "
                    + "\(entry.stanzaID ?? "") \(entry.state) \(entry.isDelayed)"
            }
            + queries.map {
                "\($0.before) \($0.behind) query \($0.value.prefix) \($0.value.conversation?.description ?? "nowhere") "
                    + "size \(MemoryLayout<CompletionQuery>.size)"
            }
    }
}

struct Question: Payload {
    static let elementName = "question"
    static let namespace = "urn:grapnel:test"

    let text: String

    init(from element: XMLElement) throws { text = element.text }

    var element: XMLElement { XMLElement(Self.elementName, Self.namespace, text: text) }
}

struct Answer: Payload {
    static let elementName = "answer"
    static let namespace = "urn:grapnel:test"

    let text: String

    init(text: String) { self.text = text }

    init(from element: XMLElement) throws { text = element.text }

    var element: XMLElement { XMLElement(Self.elementName, Self.namespace, text: text) }
}

@c(grapnel_plugin_stamp)
public func pluginStamp() -> UnsafePointer<CChar> { PluginEntry.stamp }

@c(grapnel_plugin_make)
public func pluginMake() -> UnsafeMutableRawPointer { PluginEntry.make(Everything.self) }
