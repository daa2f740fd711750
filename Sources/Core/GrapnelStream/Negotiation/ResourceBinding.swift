internal import GrapnelKit

/// Resource binding (RFC 6120 §7): one request, and the one answer that is accepted.
struct ResourceBinding: Sendable, Hashable {
    let account: JID
    let resource: String?
    let id: String

    var request: XMLElement {
        XMLElement("iq", StreamNamespace.client, ["type": "set", "id": id]) {
            XMLElement("bind", StreamNamespace.bind) {
                if let resource { XMLElement("resource", StreamNamespace.bind, text: resource) }
            }
        }
    }

    /// The full address the server gave us.
    ///
    /// Both addresses are prepared, so a server may spell the account in another way but not name another one.
    func address(in reply: XMLElement) throws(Refusal) -> JID {
        guard reply.isNamed("iq", StreamNamespace.client), reply["id"] == id else {
            throw Refusal(.unexpectedElement, .streamError(.policyViolation))
        }
        if reply["type"] == "error" {
            let error = reply.first("error", StreamNamespace.client)
            let text = error?.children.first { $0.name == "text" }?.text
            throw Refusal(StreamFailure(.bindRefused, serverText: text ?? error?.children.first { _ in true }?.name))
        }
        guard reply["type"] == "result",
            let jid = reply.first("bind", StreamNamespace.bind)?.first("jid", StreamNamespace.bind)?.text
        else { throw Refusal(.unexpectedElement, .streamError(.policyViolation)) }
        do {
            let address = try JID(jid)
            if address.bare == account, !address.isBare { return address }
        } catch {
            // An address that is none is not ours either.
        }
        throw Refusal(.bindMismatch, .streamError(.invalidFrom))
    }
}
