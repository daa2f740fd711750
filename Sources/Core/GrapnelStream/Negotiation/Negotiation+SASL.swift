internal import GrapnelKit

/// Logging in with the SASL profile of RFC 6120 §6.
extension Negotiation {
    mutating func login(_ features: XMLElement, over tls: TLSSession) throws(Refusal) -> [Action] {
        do throws(SASLError) {
            guard let offer = SASLOffer(features: features) else { throw SASLError(.noSharedMechanism) }
            var hash: SCRAMHash?
            if case .keys(let keys) = settings.credential { hash = keys.hash }
            let choice = try SASLChoice(from: offer, over: tls, preferring: hash, pin: settings.pin)
            return try begin(choice, nonce: settings.nonce)
        } catch {
            throw Refusal(StreamFailure(.loginFailed, login: error))
        }
    }

    mutating func begin(_ choice: SASLChoice, nonce: String) throws(SASLError) -> [Action] {
        let exchange = try SCRAMExchange(
            user: settings.account.local ?? "",
            credential: settings.credential,
            choice: choice,
            nonce: nonce
        )
        state = .authenticating(exchange)
        return [.send(SASLElement.auth(exchange.mechanism, exchange.clientFirst))]
    }

    /// After a refusal no other mechanism is tried, nor the password a second time.
    ///
    /// But a server that refuses the very first message has seen no proof: without an announcement of the kinds of
    /// channel binding it knows (XEP-0440) it may only want the other one, which protects as much.
    mutating func retry(_ exchange: SCRAMExchange, after error: SASLError) throws(Refusal) -> [Action] {
        // A second refusal that is only about the kind of binding says less than the first one did.
        let told = error.condition == .refused ? firstRefusal ?? error : error
        let refusal = Refusal(StreamFailure(.loginFailed, login: told))
        guard exchange.isUnanswered, error.condition == .notAuthorized || error.condition == .refused,
            let choice = exchange.choice.next
        else { throw refusal }
        firstRefusal = error
        do throws(SASLError) {
            return try begin(choice, nonce: settings.nonce + "2")
        } catch {
            throw refusal
        }
    }

    mutating func authenticate(
        _ element: XMLElement,
        _ exchange: SCRAMExchange
    ) throws(Refusal) -> [Action] {
        let message: SASLElement?
        do throws(SASLError) {
            message = try SASLElement(element)
        } catch {
            throw Refusal(StreamFailure(.loginFailed, login: error), .abort)
        }
        switch message {
        case .challenge(let payload): return try take(.challenge(payload), into: exchange, otherwise: .abort)
        // The server is through with the login, so there is nothing left to abort.
        case .success(let payload): return try take(.success(payload), into: exchange, otherwise: .endTag)
        case .failure(let error): return try retry(exchange, after: error)
        case nil: throw Refusal(StreamFailure(.loginFailed, login: SASLError(.unexpectedMessage)), .abort)
        }
    }

    mutating func take(
        _ event: SCRAMExchange.Event,
        into exchange: SCRAMExchange,
        otherwise farewell: Refusal.Farewell
    ) throws(Refusal) -> [Action] {
        var exchange = exchange
        let action = exchange.handle(event)
        state = .authenticating(exchange)
        switch action {
        case .respond(let payload): return [.send(SASLElement.response(payload))]
        case .derive(let request): return [.derive(request)]
        case .succeed(let outcome): return [.authenticated(outcome), .restart] + open(.authenticated)
        case .fail(let error): throw Refusal(StreamFailure(.loginFailed, login: error), farewell)
        }
    }
}
