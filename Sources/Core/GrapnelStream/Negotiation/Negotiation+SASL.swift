internal import GrapnelKit

/// Logging in, with either profile (RFC 6120 §6, XEP-0388).
extension Negotiation {
    mutating func login(_ features: XMLElement, over tls: TLSSession) throws(Refusal) -> [Action] {
        let offer = LoginOffer(features, over: tls)
        if var attempt = early {
            // The server has our login already; what it offers counts only if it refuses that one.
            early = nil
            attempt.offer = offer
            state = .authenticating(attempt)
            return []
        }
        guard let offer else { throw Refusal(StreamFailure(.loginFailed, login: SASLError(.noSharedMechanism))) }
        return try begin(offer)
    }

    private mutating func begin(_ offer: LoginOffer) throws(Refusal) -> [Action] {
        do throws(SASLError) {
            return begin(try exchange(offer), offer)
        } catch {
            throw Refusal(StreamFailure(.loginFailed, login: error))
        }
    }

    private mutating func begin(_ exchange: SASLExchange, _ offer: LoginOffer) -> [Action] {
        let request = offer.inline.map { InlineRequest(settings, $0, exchange, over: offer.tls) } ?? .none
        state = .authenticating(
            LoginAttempt(profile: offer.profile, offer: offer, exchange: exchange, request: request))
        return [.send(opening(exchange, offer.profile, request))]
    }

    /// The best login that the account can do: token, certificate, SCRAM, and the bare password where nothing else is
    /// offered and nothing better was ever used.
    private func exchange(_ offer: LoginOffer) throws(SASLError) -> SASLExchange {
        if let token = try tokenLogin(offer.tls, offer.inline?.tokenMechanisms ?? []) { return token }
        let names = offer.mechanisms.mechanisms
        if settings.hasCertificate, names.contains("EXTERNAL") {
            return .simple(.external(account: settings.account, over: offer.tls))
        }
        do throws(SASLError) {
            return .scram(try scram(offer))
        } catch {
            let isLast = names.contains("PLAIN") && !names.contains { SASLMechanism(rawValue: $0) != nil }
            guard error.condition == .noSharedMechanism, settings.pin == nil, isLast else { throw error }
            guard case .password(let password) = settings.credential else { throw SASLError(.passwordNeeded) }
            return .simple(try .plain(user: settings.account.local ?? "", password: password, over: offer.tls))
        }
    }

    private func scram(_ offer: LoginOffer) throws(SASLError) -> SCRAMExchange {
        var hash: SCRAMHash?
        if case .keys(let keys) = settings.credential { hash = keys.hash }
        let choice = try SASLChoice(
            from: offer.mechanisms, for: offer.profile, over: offer.tls, preferring: hash, pin: settings.pin)
        return try scram(choice, nonce: settings.nonce)
    }

    private func scram(_ choice: SASLChoice, nonce: String) throws(SASLError) -> SCRAMExchange {
        guard let credential = settings.credential else { throw SASLError(.passwordNeeded) }
        return try SCRAMExchange(
            user: settings.account.local ?? "", credential: credential, choice: choice, nonce: nonce)
    }

    mutating func authenticate(_ element: XMLElement, _ attempt: LoginAttempt) throws(Refusal) -> [Action] {
        let message: SASLElement?
        do throws(SASLError) {
            message = try SASLElement(element, attempt.profile)
        } catch {
            throw Refusal(StreamFailure(.loginFailed, login: error), .abort(attempt.profile))
        }
        switch message {
        case .challenge(let payload):
            return try take(.challenge(payload), into: attempt, otherwise: .abort(attempt.profile))
        case .success(let payload):
            // The server is through with the login, so there is nothing left to abort.
            return try take(.success(payload), of: element, into: attempt, otherwise: .endTag)
        case .failure(let error):
            return try retry(attempt, after: error)
        case nil:
            let error = SASLError(.unexpectedMessage)
            throw Refusal(StreamFailure(.loginFailed, login: error), .abort(attempt.profile))
        }
    }

    mutating func take(
        _ event: SCRAMExchange.Event, of element: XMLElement? = nil, into attempt: LoginAttempt,
        otherwise farewell: Refusal.Farewell
    ) throws(Refusal) -> [Action] {
        var attempt = attempt
        let action = attempt.exchange.handle(event)
        state = .authenticating(attempt)
        switch action {
        case .respond(let payload): return [.send(SASLElement.response(payload, attempt.profile))]
        case .derive(let request): return [.derive(request)]
        case .fail(let error): throw Refusal(StreamFailure(.loginFailed, login: error), farewell)
        case .succeed(let keys, let pin):
            guard attempt.profile == .sasl2, let element else {
                return [.authenticated(login(attempt, keys, pin)), .restart] + open(.authenticated)
            }
            return try conclude(element, attempt, keys, pin)
        }
    }

    func login(
        _ attempt: LoginAttempt, _ keys: SCRAMKeys?, _ pin: SASLPin?, token: FASTToken? = nil
    ) -> Login {
        Login(
            profile: attempt.profile, mechanism: attempt.exchange.mechanism, binding: attempt.exchange.binding,
            offer: attempt.offer?.mechanisms ?? SASLOffer(mechanisms: []), inline: attempt.offer?.inline, keys: keys,
            pin: pin, token: token)
    }

    /// After a refusal no other mechanism is tried, nor the password a second time; with two exceptions.
    ///
    /// A token that the server does not take leaves everything as it was (XEP-0484 §4). And a server that refuses the
    /// very first message has seen no proof: without an announcement of the kinds of channel binding it knows (XEP-0440)
    /// it may only want the other one, which protects as much.
    private mutating func retry(_ attempt: LoginAttempt, after error: SASLError) throws(Refusal) -> [Action] {
        // A second refusal that is only about the kind of binding says less than the first one did.
        let told = error.condition == .refused ? firstRefusal ?? error : error
        let refusal = Refusal(StreamFailure(.loginFailed, login: told))
        switch attempt.exchange {
        case .token:
            isTokenSpent = true
            guard let offer = attempt.offer else {
                throw Refusal(StreamFailure(.loginFailed, login: SASLError(.tokenRefused)))
            }
            let next = try begin(offer)
            return error.condition == .temporaryFailure ? next : [.tokenRefused] + next
        case .scram(let exchange):
            guard exchange.isUnanswered, error.condition == .notAuthorized || error.condition == .refused,
                let choice = exchange.choice.next, let offer = attempt.offer
            else { throw refusal }
            firstRefusal = firstRefusal ?? error
            retries += 1
            do throws(SASLError) {
                return begin(.scram(try scram(choice, nonce: settings.nonce + "\(retries + 1)")), offer)
            } catch {
                throw refusal
            }
        case .simple:
            throw refusal
        }
    }
}
