internal import GrapnelKit

/// What a `<success/>` of the extensible profile says of the session (XEP-0388 §2.6.1).
struct InlineAnswer: Hashable {
    enum Session: Hashable {
        case resumed(handled: UInt32)
        case bound(JID, ManagementGrant?)
        /// To be begun as behind a classic login.
        case none
    }

    let session: Session
    /// Where a resumption was asked for and refused.
    let refused: ResumptionRefusal?

    /// - Throws: ``Refusal`` with `bindMismatch` for another account than ours, `resumptionMismatch`, `bindRefused`, and
    ///   `unexpectedElement` where the answer contradicts itself or the question.
    init(_ success: XMLElement, to request: InlineRequest, account: JID) throws(Refusal) {
        let address = try Self.address(success, account)
        var outcome: StreamResumption.Outcome?
        let answers = success.children.filter { $0.namespace == StreamNamespace.management }
        if let answer = answers.first {
            guard answers.count == 1, let resumption = request.resumption else { throw Self.contradiction }
            outcome = try resumption.outcome(in: answer)
        }
        let bound = success.first("bound", StreamNamespace.bind2)
        if let failed = success.first("failed", StreamNamespace.bind2) { throw Self.bindRefused(failed) }
        guard bound == nil || request.binds else { throw Self.contradiction }

        switch (outcome, bound) {
        case (.resumed(let handled), nil):
            session = .resumed(handled: handled)
            refused = nil
            return
        case (.resumed, _?):
            throw Self.contradiction
        case (_, let bound?):
            guard !address.isBare else { throw Self.contradiction }
            let grant = bound.children.lazy.compactMap(ManagementGrant.init).first
            session = .bound(address, grant)
        case (_, nil):
            session = .none
        }
        if case .refused(let refusal) = outcome {
            refused = refusal
        } else {
            refused = request.resumption.map { _ in ResumptionRefusal(handled: nil) }
        }
    }

    private static let contradiction = Refusal(.unexpectedElement, .streamError(.policyViolation))

    private static func address(_ success: XMLElement, _ account: JID) throws(Refusal) -> JID {
        do {
            let text = success.first("authorization-identifier", StreamNamespace.sasl2)?.text ?? ""
            let address = try JID(text)
            if address.bare == account { return address }
        } catch {
            // An address that is none is not ours either.
        }
        throw Refusal(.bindMismatch, .streamError(.invalidFrom))
    }

    private static func bindRefused(_ failed: XMLElement) -> Refusal {
        let error = failed.first("error", StreamNamespace.client) ?? failed
        let text = error.children.first { $0.name == "text" }?.text
        return Refusal(StreamFailure(.bindRefused, serverText: text ?? error.children.first { _ in true }?.name))
    }
}
