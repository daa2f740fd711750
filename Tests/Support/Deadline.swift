/// Runs `body` and gives up with a ``TestFailure`` after `limit`, so that a test that hangs names what it waited for.
public func within<Value: Sendable>(
    _ purpose: String,
    limit: Duration = .seconds(20),
    _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw TestFailure("\(purpose): nothing after \(limit)")
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw TestFailure("\(purpose): no result") }
        return value
    }
}
