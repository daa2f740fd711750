internal import GrapnelKit

extension StreamResumption {
    /// What the server said to the request.
    enum Outcome: Hashable {
        /// How many of our stanzas it had handled on the old stream.
        case resumed(handled: UInt32)
        case refused(ResumptionRefusal)
    }

    /// XEP-0198 §5.
    var request: XMLElement {
        XMLElement("resume", StreamNamespace.management, ["previd": id, "h": "\(handled)"])
    }

    /// - Throws: ``Refusal`` with `resumptionMismatch` where another stream was taken up or the server does not say how
    ///   far it had come, and `unexpectedElement` for what is no answer.
    func outcome(in answer: XMLElement) throws(Refusal) -> Outcome {
        guard answer.namespace == StreamNamespace.management else {
            throw Refusal(.unexpectedElement, .streamError(.policyViolation))
        }
        switch answer.name {
        case "resumed":
            guard answer["previd"] == id, let count = StanzaCount(answer["h"]) else {
                throw Refusal(.resumptionMismatch, .streamError(.undefinedCondition))
            }
            return .resumed(handled: count.number)
        case "failed":
            // A count that cannot be read leaves open what arrived, as no count does.
            return .refused(ResumptionRefusal(handled: StanzaCount(answer["h"])?.number))
        default:
            throw Refusal(.unexpectedElement, .streamError(.policyViolation))
        }
    }
}
