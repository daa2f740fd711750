internal import GrapnelKit
internal import Synchronization

/// Every hook point that has ever been named, with its handlers.
///
/// The core's own points are properties, so that the path of a stanza looks nothing up; points that plugins define
/// are found by name.
final class HookTable: Sendable {
    let messageReceived: FilterChain<IncomingMessage>
    let messageSending: FilterChain<OutgoingMessage>
    let messagesUncertain: FilterChain<UncertainMessages>
    let presenceReceived: ObserverList<ReceivedPresence>
    let messageFailed: ObserverList<FailedMessage>
    let messageStored: ObserverList<JournalEntry>
    let sessionStarted: ObserverList<SessionStart>
    let sessionResumed: ObserverList<SessionResumption>
    let sessionEnded: ObserverList<SessionEnd>

    private struct State {
        var points: [String: any HookListing]
        var order: [String]
        var next: UInt64 = 0
    }

    /// The names of the core's own points, which nobody else runs.
    private let own: Set<String>
    private let state: Mutex<State>
    private let complain: @Sendable (String, any Error) -> Void

    init(complain: @escaping @Sendable (_ owner: String, _ error: any Error) -> Void) {
        self.complain = complain
        self.messageReceived = FilterChain(
            .messageReceived, tolerant: [.normalize, .notify], complain: complain)
        self.messageSending = FilterChain(.messageSending, complain: complain)
        self.messagesUncertain = FilterChain(.messagesUncertain, complain: complain)
        self.presenceReceived = ObserverList(.presenceReceived, complain: complain)
        self.messageFailed = ObserverList(.messageFailed, complain: complain)
        self.messageStored = ObserverList(.messageStored, complain: complain)
        self.sessionStarted = ObserverList(.sessionStarted, complain: complain)
        self.sessionResumed = ObserverList(.sessionResumed, complain: complain)
        self.sessionEnded = ObserverList(.sessionEnded, complain: complain)
        let own: [(String, any HookListing)] = [
            (messageReceived.point.name, messageReceived), (messageSending.point.name, messageSending),
            (messagesUncertain.point.name, messagesUncertain), (presenceReceived.point.name, presenceReceived),
            (messageFailed.point.name, messageFailed), (messageStored.point.name, messageStored),
            (sessionStarted.point.name, sessionStarted), (sessionResumed.point.name, sessionResumed),
            (sessionEnded.point.name, sessionEnded),
        ]
        self.own = Set(own.map(\.0))
        self.state = Mutex(State(points: Dictionary(uniqueKeysWithValues: own), order: own.map(\.0)))
    }

    /// Adds a filter and answers how to remove it.
    func add<Value: Sendable>(
        _ point: FilterPoint<Value>, at stage: Stage, name: String, before: [String], after: [String], owner: String,
        _ body: @escaping FilterBody<Value>
    ) throws(CommandError) -> @Sendable () -> Void {
        let chain = try chain(of: point)
        guard let position = chain.point.stages.firstIndex(of: stage) else {
            throw CommandError("The hook point \(point.name) has no stage \(stage); it has \(chain.stageNames).")
        }
        let number = nextNumber()
        try chain.add(
            HookEntry(
                number: number, owner: owner, name: name, stage: position, before: before, after: after, body: body))
        return { chain.remove(number) }
    }

    /// Adds an observer and answers how to remove it.
    func add<Event: Sendable>(
        _ point: ObservationPoint<Event>, owner: String, _ body: @escaping ObserverBody<Event>
    ) throws(CommandError) -> @Sendable () -> Void {
        let list = try list(of: point)
        let number = nextNumber()
        list.add(HookEntry(number: number, owner: owner, name: "", stage: 0, before: [], after: [], body: body))
        return { list.remove(number) }
    }

    /// Runs a value through a point that a plugin defines.
    func run<Value: Sendable>(
        _ value: Value, through point: FilterPoint<Value>
    ) async throws(CommandError) -> FilterOutcome<Value> {
        try checkForeign(point.name)
        return try await chain(of: point).run(value)
    }

    /// Tells the observers of a point that a plugin defines.
    func tell<Event: Sendable>(_ event: Event, at point: ObservationPoint<Event>) async throws(CommandError) {
        try checkForeign(point.name)
        try await list(of: point).tell(event)
    }

    private func checkForeign(_ name: String) throws(CommandError) {
        guard !own.contains(name) else {
            throw CommandError("The hook point \(name) is the core's; a plugin runs only points that plugins define.")
        }
    }

    /// The filters of a point, whose stages are those of whoever named it first.
    private func chain<Value: Sendable>(of point: FilterPoint<Value>) throws(CommandError) -> FilterChain<Value> {
        let chain = try named(point.name) { FilterChain(point, complain: complain) }
        guard chain.point.stages == point.stages else {
            throw CommandError("The hook point \(point.name) exists with other stages: \(chain.stageNames).")
        }
        return chain
    }

    private func list<Event: Sendable>(of point: ObservationPoint<Event>) throws(CommandError) -> ObserverList<Event> {
        try named(point.name) { ObserverList(point, complain: complain) }
    }

    /// The handlers in force, point by point.
    var descriptions: [HookDescription] {
        state.withLock { state in state.order.compactMap { state.points[$0] } }.flatMap(\.descriptions)
    }

    private func nextNumber() -> UInt64 {
        state.withLock { state in
            state.next += 1
            return state.next
        }
    }

    private func named<Listing: HookListing>(_ name: String, make: () -> Listing) throws(CommandError) -> Listing {
        let found = state.withLock { state -> any HookListing in
            if let found = state.points[name] { return found }
            let new = make()
            state.points[name] = new
            state.order.append(name)
            return new
        }
        guard let listing = found as? Listing else {
            throw CommandError("The hook point \(name) exists with another type.")
        }
        return listing
    }
}
