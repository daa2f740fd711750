internal import GrapnelKit

/// From the features behind the login to a session: resumption, resource binding, stream management.
///
/// `<enable/>` follows the answer to bind and does not go with the request: a client must not ask for stream management
/// before the resource is bound, and a server holds it to that (XEP-0198 §3).
extension Negotiation {
    mutating func beginSession(_ element: XMLElement) throws(Refusal) -> [Action] {
        let features = StreamFeatures(element)
        guard refusedResumption == nil, let resumption = settings.resumption else {
            return try bind(features, refused: refusedResumption)
        }
        // A server that does not resume at all knows nothing of the old stream either.
        guard features.streamManagement else { return try bind(features, refused: ResumptionRefusal(handled: nil)) }
        state = .resuming(resumption, features)
        return [.send(resumption.request)]
    }

    private mutating func bind(
        _ features: StreamFeatures,
        refused: ResumptionRefusal?
    ) throws(Refusal) -> [Action] {
        guard features.offers("bind", StreamNamespace.bind) else { throw Refusal(.bindNotOffered) }
        let binding = ResourceBinding(account: settings.account, resource: settings.resource, id: settings.bindID)
        state = .binding(binding, features, refused)
        return [.send(binding.request)]
    }

    mutating func resume(
        _ answer: XMLElement,
        _ resumption: StreamResumption,
        _ features: StreamFeatures
    ) throws(Refusal) -> [Action] {
        switch try resumption.outcome(in: answer) {
        case .resumed(let handled):
            let stream = EstablishedStream(
                address: resumption.address, features: features, beginning: .resumed(handled: handled))
            return establish(stream)
        case .refused(let refusal):
            return try bind(features, refused: refusal)
        }
    }

    mutating func finishBinding(
        _ answer: XMLElement,
        _ binding: ResourceBinding,
        _ features: StreamFeatures,
        _ refused: ResumptionRefusal?
    ) throws(Refusal) -> [Action] {
        let address = try binding.address(in: answer)
        let stream = EstablishedStream(address: address, features: features, beginning: .bound(refused: refused))
        guard settings.isManaged, features.streamManagement else { return establish(stream) }
        state = .enabling(stream)
        return [.send(ManagementGrant.request)]
    }

    /// A server that refuses stream management has a session for us all the same.
    mutating func enable(_ answer: XMLElement, _ stream: EstablishedStream) throws(Refusal) -> [Action] {
        var stream = stream
        if answer.namespace == StreamNamespace.client {
            // The session is there, so stanzas may come; the server counts from its answer on.
            guard stream.uncounted.count < EstablishedStream.uncountedLimit else {
                throw Refusal(.unexpectedElement, .streamError(.policyViolation))
            }
            stream.uncounted.append(answer)
            state = .enabling(stream)
            return []
        }
        if answer.isNamed("failed", StreamNamespace.management) { return establish(stream) }
        guard let grant = ManagementGrant(answer) else {
            throw Refusal(.unexpectedElement, .streamError(.policyViolation))
        }
        stream.management = grant
        return establish(stream)
    }

    mutating func establish(_ stream: EstablishedStream) -> [Action] {
        state = .ended
        return [.established(stream)]
    }
}
