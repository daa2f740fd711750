/// The servers that tests share: each set-up runs once, from the first test that asks for it to the end of the process.
actor ServerPark {
    static let shared = ServerPark()

    private var servers: [ServerSetup: Task<LiveServer, any Error>] = [:]

    func server(_ setup: ServerSetup) async throws -> LiveServer {
        if let known = servers[setup] { return try await known.value }
        let starting = Task { try await LiveServer.start(setup) }
        servers[setup] = starting
        return try await starting.value
    }
}
