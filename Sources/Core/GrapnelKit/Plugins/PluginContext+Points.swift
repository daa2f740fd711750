extension PluginContext {
    /// Runs a value through the filters that others have on a point of a plugin's own.
    ///
    /// A filter that throws ends the value as failed. Without filters it passes as it is.
    ///
    /// - Throws: ``CommandError`` for a point of the core, which alone runs those, and for one that exists with another
    ///   type or other stages.
    public func run<Value: Sendable>(
        _ value: Value, through point: FilterPoint<Value>
    ) async throws -> FilterOutcome<Value> {
        try await core.run(value, through: point)
    }

    /// Tells an event to the observers of a point of a plugin's own; returns when all of them have taken it.
    ///
    /// - Throws: ``CommandError`` for a point of the core, which alone tells at those, and for one that exists with
    ///   another type.
    public func tell<Event: Sendable>(_ event: Event, at point: ObservationPoint<Event>) async throws {
        try await core.tell(event, at: point)
    }
}
