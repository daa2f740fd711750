internal import GrapnelStream

/// A look-up that somebody waits for.
struct LookupRequest: Sendable {
    enum Question: Sendable {
        case services(Waiter<[ServiceRecord]>)
        case addresses(AddressFamily, Waiter<[String]>)
    }

    let name: String
    let question: Question
    let settings: LookupSettings

    /// Whether nobody waits any more.
    var isOver: Bool {
        switch question {
        case .services(let waiter): waiter.isFinished
        case .addresses(_, let waiter): waiter.isFinished
        }
    }

    func fail(_ error: TransportError) {
        switch question {
        case .services(let waiter): waiter.resume(.failure(error))
        case .addresses(_, let waiter): waiter.resume(.failure(error))
        }
    }
}
