internal import GrapnelKit

/// The extensible profile (XEP-0388), and what begins together with the login (XEP-0386, XEP-0198 §8, XEP-0484).
extension Negotiation {
    /// The element that opens a login.
    func opening(_ exchange: SASLExchange, _ profile: SASLProfile, _ request: InlineRequest) -> XMLElement {
        guard profile == .sasl2 else { return SASLElement.auth(exchange.mechanism, exchange.initialResponse) }
        return XMLElement("authenticate", StreamNamespace.sasl2, ["mechanism": exchange.mechanism]) {
            XMLElement("initial-response", StreamNamespace.sasl2, text: Base64.encode(exchange.initialResponse))
            if let agent = settings.agent {
                XMLElement("user-agent", StreamNamespace.sasl2, ["id": agent.id]) {
                    XMLElement("software", StreamNamespace.sasl2, text: UserAgent.software)
                }
            }
            request.elements
        }
    }

    /// A login with the account's token, where there is one that this connection and this server allow.
    func tokenLogin(_ tls: TLSSession, _ offered: [String]) throws(SASLError) -> SASLExchange? {
        guard !isTokenSpent, settings.agent != nil, let token = settings.token,
            offered.contains(token.mechanism.rawValue),
            // A token must not be the way around a channel binding that the account is used to.
            token.mechanism.binding != nil || settings.pin?.bindsChannel != true
        else { return nil }
        return try TokenExchange(token, user: settings.account.local ?? "", over: tls).map(SASLExchange.token)
    }

    /// A login that goes out together with the stream header, since what the server offers is known (XEP-0388 §2.1).
    ///
    /// Only with a token: it takes one message, and a server that changed meanwhile learns nothing from it.
    mutating func openWithLogin(over tls: TLSSession) throws(Refusal) -> [Action] {
        let header = open(.secured(tls))
        guard settings.purpose == .session, let expected = settings.expected else { return header }
        do throws(SASLError) {
            guard let exchange = try tokenLogin(tls, expected.tokenMechanisms) else { return header }
            let request = InlineRequest(settings, expected, exchange, over: tls)
            early = LoginAttempt(profile: .sasl2, offer: nil, exchange: exchange, request: request)
            return header + [.send(opening(exchange, .sasl2, request))]
        } catch {
            throw Refusal(StreamFailure(.loginFailed, login: error))
        }
    }

    /// The login succeeded and the server has proven itself; the session may have begun with it.
    mutating func conclude(
        _ success: XMLElement, _ attempt: LoginAttempt, _ keys: SCRAMKeys?, _ pin: SASLPin?
    ) throws(Refusal) -> [Action] {
        let answer = try InlineAnswer(success, to: attempt.request, account: settings.account)
        let token = attempt.request.tokenMechanism.flatMap { FASTToken(in: success, for: $0) }
        let done = Action.authenticated(login(attempt, keys, pin, token: token))
        switch answer.session {
        case .resumed(let handled):
            // No features follow (XEP-0198 §8.2), so those from before the login have to do.
            let stream = EstablishedStream(
                address: attempt.request.resumption?.address ?? settings.account,
                features: attempt.offer?.features ?? StreamFeatures(success), beginning: .resumed(handled: handled))
            return [done] + establish(stream)
        case .bound(let address, let grant):
            state = .bound(
                EstablishedStream(
                    address: address, features: StreamFeatures(success), beginning: .bound(refused: answer.refused),
                    management: grant, enabled: attempt.request.enabled))
        case .none:
            refusedResumption = answer.refused
            state = .features(.authenticated)
        }
        return [done]
    }
}
