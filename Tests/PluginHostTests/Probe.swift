import GrapnelKit

/// A plugin of the test's own program, which does on activation what the test says.
struct Probe: Plugin {
    private let body: @Sendable (PluginContext) async throws -> Void
    private let condition: @Sendable () async -> [String]

    init() { self.init { _ in } }

    init(
        report: @escaping @Sendable () async -> [String] = { [] },
        _ body: @escaping @Sendable (PluginContext) async throws -> Void
    ) {
        self.body = body
        self.condition = report
    }

    func activate(in context: PluginContext) async throws { try await body(context) }

    func report() async -> [String] { await condition() }

    /// Tries to register one thing of every kind; answers how many were refused with an error.
    static func registerEverything(in context: PluginContext, named name: String) -> Int {
        context.advertise("urn:grapnel:\(name)")
        context.observe(.messageStored) { _ in }
        context.complete(.nick) { _ in [] }
        context.run("tick") { try await Task.sleep(for: .seconds(3600)) }
        let attempts: [() throws -> Void] = [
            { try context.answer(.get, Sought.self) { _ in nil } },
            { try context.filter(.messageReceived, at: .normalize) { _ in .pass } },
            { try context.command(name, "", "nothing") { _ in } },
        ]
        return attempts.count { attempt in
            do {
                try attempt()
                return false
            } catch {
                return true
            }
        }
    }
}

/// A payload that nobody else answers.
struct Sought: Payload {
    static let elementName = "sought"
    static let namespace = "urn:grapnel:probe"

    init(from element: XMLElement) {}

    var element: XMLElement { XMLElement(Self.elementName, Self.namespace) }
}
