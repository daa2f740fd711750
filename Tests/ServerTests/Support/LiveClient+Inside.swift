@testable import GrapnelClient
@testable import GrapnelKit

extension LiveClient {
    /// What is registered, as `owner kind count`.
    var census: Set<String> {
        var lines: Set<String> = []
        for (owner, kinds) in client.ledger.census() {
            for (kind, count) in kinds { lines.insert("\(owner) \(kind) \(count)") }
        }
        return lines
    }

    /// Sets the password of a room as its owner does (XEP-0045 §10.2); no command of ours does that yet.
    func lock(_ room: JID, by owner: Person, password: String) async throws {
        let fields = [
            ("FORM_TYPE", "http://jabber.org/protocol/muc#roomconfig"), ("muc#roomconfig_passwordprotectedroom", "1"),
            ("muc#roomconfig_roomsecret", password),
        ]
        let data = "jabber:x:data"
        let namespace = "http://jabber.org/protocol/muc#owner"
        let query = XMLElement("query", namespace) {
            XMLElement("x", data, ["type": "submit"]) {
                for (name, value) in fields {
                    XMLElement("field", data, ["var": name]) { XMLElement("value", data, text: value) }
                }
            }
        }
        let account = try client.account(chosen: owner.jid())
        _ = try await client.request(.set, query, to: room, account: account, timeout: .seconds(20))
    }
}
