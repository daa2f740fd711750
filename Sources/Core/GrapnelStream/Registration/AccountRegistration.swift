public import GrapnelKit

/// The way from a protected stream to an account (XEP-0077 §3.1): events in, actions out, no clock, no IO.
///
/// It begins where a ``Negotiation`` with the purpose ``NegotiationSettings/Purpose/registration`` ended, so that what
/// is filled in is never on the wire in clear. There are two requests, and one answer to each that is accepted.
public struct AccountRegistration: Sendable {
    /// What the caller saw.
    public enum Event: Sendable {
        /// The stream is there, with these features.
        case begun(StreamFeatures)
        case element(XMLElement)
        /// The form of ``Action/ask(_:)``, filled in.
        case submitted(DataForm)
        /// Whoever fills it in gave up.
        case givenUp
        /// The server closed its stream, or the connection is gone.
        case ended
    }

    /// What the caller does, in this order.
    public enum Action: Sendable {
        /// Write this element; it may hold a password.
        case send(XMLElement)
        /// Have somebody fill this in and come back with ``Event/submitted(_:)``.
        case ask(RegistrationForm)
        /// The account is there.
        case registered
        /// Write the end tag of the stream and close the connection.
        case close
        case fail(RegistrationFailure)
    }

    private enum State {
        case idle
        case requested
        case asking(RegistrationForm)
        case submitted
        case over
    }

    private let address: JID
    private let ids: (request: String, submission: String)
    private var state = State.idle

    /// - Parameters:
    ///   - address: the account that is wanted.
    ///   - ids: identifiers of the two requests, which nobody can guess.
    public init(_ address: JID, ids: (request: String, submission: String)) {
        self.address = address.bare
        self.ids = ids
    }

    /// Takes one event and says what to do; nothing once it is over.
    public mutating func handle(_ event: Event) -> [Action] {
        do {
            return try advance(event)
        } catch let failure as RegistrationFailure {
            return fail(failure)
        } catch let error as DataFormError {
            return fail(RegistrationFailure(.unusable, address, text: error.description))
        } catch {
            return fail(RegistrationFailure(.outOfTurn, address))
        }
    }

    private mutating func advance(_ event: Event) throws -> [Action] {
        switch (state, event) {
        case (.over, _):
            return []
        case (.idle, .begun):
            // The stream feature is optional (XEP-0077 §8), so the answer alone decides.
            state = .requested
            let query = XMLElement("query", RegistrationForm.namespace)
            return [.send(IQ(.get, to: address.server, id: ids.request, payload: query).element)]
        case (.requested, .element(let element)):
            let reply = try result(in: element, to: ids.request)
            guard let query = reply.first("query", RegistrationForm.namespace) else {
                throw RegistrationFailure(.unusable, address)
            }
            return try ask(RegistrationForm(query, beside: reply))
        case (.asking(let form), .submitted(let submission)):
            state = .submitted
            let query = form.query(submission)
            return [.send(IQ(.set, to: address.server, id: ids.submission, payload: query).element)]
        case (.submitted, .element(let element)):
            _ = try result(in: element, to: ids.submission)
            state = .over
            return [.registered, .close]
        case (_, .ended):
            throw RegistrationFailure(.ended, address)
        case (_, .givenUp):
            state = .over
            return [.close]
        default:
            throw RegistrationFailure(.outOfTurn, address)
        }
    }

    private mutating func ask(_ form: RegistrationForm) throws -> [Action] {
        guard form.isEmpty else {
            state = .asking(form)
            return [.ask(form)]
        }
        let words = form.form.instructions.first
        let condition: RegistrationFailure.Condition = form.url == nil && words == nil ? .notOffered : .elsewhere
        throw RegistrationFailure(condition, address, url: form.url, text: words)
    }

    /// The one answer there may be: the iq with our identifier, from the server or from nobody.
    private func result(in element: XMLElement, to id: String) throws -> XMLElement {
        let reply = try IQ(element)
        guard reply.element["id"] == id, reply.from == nil || reply.from == address.server else {
            throw RegistrationFailure(.outOfTurn, address)
        }
        switch reply.kind {
        case .result: return reply.element
        case .error: throw refusal(reply.error ?? StanzaError(.undefinedCondition))
        default: throw RegistrationFailure(.outOfTurn, address)
        }
    }

    private func refusal(_ error: StanzaError) -> RegistrationFailure {
        // Before anything was filled in, only a limit is about this attempt; the rest is about all of them.
        let limits: [StanzaError.Condition] = [.resourceConstraint, .policyViolation, .notAcceptable]
        if case .requested = state, !limits.contains(error.condition) {
            return RegistrationFailure(.notOffered, address, error: error)
        }
        return RegistrationFailure(.refused, address, error: error)
    }

    private mutating func fail(_ failure: RegistrationFailure) -> [Action] {
        state = .over
        return failure.condition == .ended ? [.fail(failure)] : [.close, .fail(failure)]
    }
}
