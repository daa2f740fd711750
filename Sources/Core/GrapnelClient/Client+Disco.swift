internal import GrapnelKit

extension Client {
    /// XEP-0030: what this client is, from what is registered at the moment of the question.
    func registerDisco() throws {
        advertise(DiscoInfo.namespace, owner: Ledger.core)
        try answer(.get, name: DiscoInfo.elementName, namespace: DiscoInfo.namespace, owner: Ledger.core) {
            [features] _, _, _, payload in
            guard payload["node"] == nil else { throw StanzaError(.itemNotFound) }
            return DiscoInfo(features: features.all).element
        }
    }
}
