internal import FoundationEssentials
internal import GRDB
internal import GrapnelKit
internal import GrapnelStream

extension AccountRecord {
    init(_ row: Row) throws {
        self.init(try row.jid("jid"), security: try row.named("security"), isEnabled: try row.value("isEnabled"))
        host = try row.value("host")
        port = try row.value("port")
        caFile = try row.value("caFile")
        pinnedFingerprint = try row.value("pinnedFingerprint")
        resource = try row.value("resource")
        nick = try row.value("nick")
        passwordCommand = try row.value("passwordCommand")
        scramKeys = try row.bytes("scramKeys")
        usedMechanism = try row.value("usedMechanism")
        usedChannelBinding = try row.value("usedChannelBinding")
        if let url: String = try row.value("proxy") {
            do {
                proxy = try Proxy(url)
            } catch {
                // Without its proxy the account must not connect at all.
                throw StoreError(.unreadable, "the proxy of \(jid)")
            }
        }
        proxyCircuit = try row.value("proxyCircuit")
        loginToken = try row.bytes("loginToken")
        inlineOffer = try row.bytes("inlineOffer")
        agentID = try row.value("agentID")
        certificate = try row.value("certificate")
        lastLogin = try row.bytes("lastLogin")
        lastRefusal = try row.value("lastRefusal")
        position = try row.value("position")
    }

    /// The columns that a change writes, in the order of ``columns``.
    var arguments: StatementArguments {
        [
            jid.description, position, isEnabled, host, port, security.rawValue, caFile, pinnedFingerprint, resource,
            nick, passwordCommand, scramKeys.map { Data($0) }, usedMechanism, usedChannelBinding,
            proxy?.url, proxyCircuit,
            loginToken.map { Data($0) }, inlineOffer.map { Data($0) }, agentID, certificate,
            lastLogin.map { Data($0) }, lastRefusal,
        ]
    }

    static let columns = [
        "jid", "position", "isEnabled", "host", "port", "security", "caFile", "pinnedFingerprint", "resource", "nick",
        "passwordCommand", "scramKeys", "usedMechanism", "usedChannelBinding", "proxy", "proxyCircuit",
        "loginToken", "inlineOffer", "agentID",
        "certificate", "lastLogin", "lastRefusal",
    ]
}
