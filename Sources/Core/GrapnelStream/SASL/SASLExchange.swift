internal import GrapnelKit

/// A login of any kind that is under way: what comes in, and the one thing to do next.
enum SASLExchange: Sendable {
    /// What the caller does next.
    enum Action {
        case respond([UInt8])
        case derive(DeriveRequest)
        /// The server has proven what its mechanism lets it prove; with what is kept for the next login.
        case succeed(SCRAMKeys?, SASLPin?)
        case fail(SASLError)
    }

    case scram(SCRAMExchange)
    case token(TokenExchange)
    case simple(SimpleExchange)

    /// The name that the server is told.
    var mechanism: String {
        switch self {
        case .scram(let exchange): exchange.mechanism.rawValue
        case .token(let exchange): exchange.token.mechanism.rawValue
        case .simple(let exchange): exchange.mechanism
        }
    }

    var initialResponse: [UInt8] {
        switch self {
        case .scram(let exchange): exchange.clientFirst
        case .token(let exchange): exchange.initialResponse
        case .simple(let exchange): exchange.initialResponse
        }
    }

    /// What the login is tied to; nil if it is not.
    var binding: ChannelBinding.Kind? {
        switch self {
        case .scram(let exchange):
            if case .bound(let binding) = exchange.choice.flag { binding.kind } else { nil }
        case .token(let exchange): exchange.token.mechanism.binding
        case .simple: nil
        }
    }

    mutating func handle(_ event: SCRAMExchange.Event) -> Action {
        switch self {
        case .scram(var exchange):
            let action = exchange.handle(event)
            self = .scram(exchange)
            return switch action {
            case .respond(let payload): .respond(payload)
            case .derive(let request): .derive(request)
            case .succeed(let outcome): .succeed(outcome.keys, outcome.pin)
            case .fail(let error): .fail(error)
            }
        case .token(let exchange):
            return exchange.handle(event)
        case .simple(let exchange):
            return exchange.handle(event)
        }
    }
}
