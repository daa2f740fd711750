internal import GrapnelKit
internal import Synchronization

/// The observers of one point, in the order of registration.
final class ObserverList<Event: Sendable>: HookListing {
    typealias Entry = HookEntry<ObserverBody<Event>>

    let point: ObservationPoint<Event>
    private let complain: @Sendable (_ owner: String, _ error: any Error) -> Void
    private let entries = Mutex<[Entry]>([])

    init(_ point: ObservationPoint<Event>, complain: @escaping @Sendable (String, any Error) -> Void) {
        self.point = point
        self.complain = complain
    }

    func add(_ entry: Entry) {
        entries.withLock { $0.append(entry) }
    }

    func remove(_ number: UInt64) {
        entries.withLock { entries in
            for entry in entries where entry.number == number { entry.withdraw() }
            entries.removeAll { $0.number == number }
        }
    }

    /// Tells every observer; one that throws is counted and reported, and stops nobody.
    func tell(_ event: Event) async {
        for entry in entries.withLock({ $0 }) where entry.isRegistered {
            let start = HandlerFigures.now
            do {
                try await entry.body(event)
                entry.figures.record(HandlerFigures.now - start, threw: false)
            } catch {
                entry.figures.record(HandlerFigures.now - start, threw: true)
                complain(entry.owner, error)
            }
        }
    }

    var isEmpty: Bool { entries.withLock(\.isEmpty) }

    var descriptions: [HookDescription] {
        entries.withLock { $0 }.map { entry in
            let figures = entry.figures.snapshot
            return HookDescription(
                point: point.name, stage: nil, handler: entry.fullName,
                calls: figures.calls, failures: figures.failures, mean: figures.mean, worst: figures.worst
            )
        }
    }
}
