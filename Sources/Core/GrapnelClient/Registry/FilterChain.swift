internal import GrapnelKit
internal import Synchronization

/// The filters of one point, in the order in force.
final class FilterChain<Value: Sendable>: HookListing {
    typealias Entry = HookEntry<FilterBody<Value>>

    let point: FilterPoint<Value>
    /// The stages in which a filter that throws may be passed over: what it would have added is missing, no more.
    private let tolerant: Set<Stage>
    private let complain: @Sendable (_ owner: String, _ error: any Error) -> Void
    private let entries = Mutex<[Entry]>([])

    init(
        _ point: FilterPoint<Value>, tolerant: Set<Stage> = [],
        complain: @escaping @Sendable (String, any Error) -> Void
    ) {
        self.point = point
        self.tolerant = tolerant
        self.complain = complain
    }

    func add(_ entry: Entry) throws(CommandError) {
        let error = entries.withLock { entries -> CommandError? in
            do throws(CommandError) {
                entries = try HookOrder.sorted(entries + [entry], point: point.name)
                return nil
            } catch {
                return error
            }
        }
        if let error { throw error }
    }

    func remove(_ number: UInt64) {
        entries.withLock { entries in
            for entry in entries where entry.number == number { entry.withdraw() }
            entries.removeAll { $0.number == number }
        }
    }

    /// Runs a value through the filters that are registered at this moment.
    ///
    /// - Parameter end: the stage before which it ends; nil for all of them.
    func run(_ value: Value, before end: Stage? = nil) async -> FilterOutcome<Value> {
        var value = value
        let end = end.flatMap { point.stages.firstIndex(of: $0) } ?? point.stages.count
        for entry in entries.withLock({ $0 }) where entry.stage < end && entry.isRegistered {
            let start = HandlerFigures.now
            do {
                let verdict = try await entry.body(value)
                entry.figures.record(HandlerFigures.now - start, threw: false)
                switch verdict {
                case .pass: continue
                case .replace(let other): value = other
                case .consume(let reason): return .consumed(by: entry.fullName, reason: reason)
                case .fail(let error): return .failed(by: entry.fullName, error: error)
                }
            } catch {
                entry.figures.record(HandlerFigures.now - start, threw: true)
                complain(entry.owner, error)
                if !tolerant.contains(point.stages[entry.stage]) { return .failed(by: entry.fullName, error: error) }
            }
        }
        return .passed(value)
    }

    /// The stages as a sentence lists them.
    var stageNames: String { point.stages.map(\.rawValue).joined(separator: ", ") }

    var isEmpty: Bool { entries.withLock(\.isEmpty) }

    var descriptions: [HookDescription] {
        entries.withLock { $0 }.map { entry in
            let figures = entry.figures.snapshot
            return HookDescription(
                point: point.name, stage: point.stages[entry.stage].rawValue, handler: entry.fullName,
                calls: figures.calls, failures: figures.failures, mean: figures.mean, worst: figures.worst
            )
        }
    }
}
