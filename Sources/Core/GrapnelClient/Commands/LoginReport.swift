internal import GrapnelKit
internal import GrapnelStore
internal import GrapnelStream

/// What `/account show` says of an account's logins; never a secret.
struct LoginReport {
    let record: AccountRecord

    /// At most this many characters of what a server listed.
    private static let listLimit = 160

    var rows: [[String]] {
        var rows = [["last login", lastText]]
        if let last { rows.append(["offered then", offerText(last)]) }
        rows.append(["mechanism pin", pinText])
        if let token = record.token { rows.append(["login token", "kept for \(token.mechanism.rawValue)"]) }
        if let last { rows.append(["session", sessionText(last)]) }
        if let refusal = record.lastRefusal { rows.append(["refused since", refusal]) }
        return rows
    }

    private var last: LastLogin? { StoredLogin.read(LastLogin.self, record.lastLogin) }

    private var lastText: String {
        guard let last else { return record.usedMechanism ?? "never logged in" }
        let binding = last.binding.map { "bound to the connection (\($0))" } ?? "not bound to the connection"
        return "\(last.mechanism) with \(last.profile.rawValue), \(binding), \(last.tlsVersion)"
    }

    private func offerText(_ last: LastLogin) -> String {
        let kinds = last.bindingTypes.map { "; to bind to: \($0.joined(separator: ", "))" } ?? ""
        let text = "\(last.offered.sorted().joined(separator: ", "))\(kinds)"
        return text.count > Self.listLimit ? "\(text.prefix(Self.listLimit))…" : text
    }

    private var pinText: String {
        guard let pin = record.pin else { return "none" }
        return "\(pin.name) or better; /account set \(record.jid) mechanism-pin none unpins it"
    }

    private func sessionText(_ last: LastLogin) -> String {
        let management =
            switch last.management {
            case .none: "no stream management"
            case .acknowledging: "stream management"
            case .resumable: "stream management with resumption"
            }
        let switched = last.enabled.isEmpty ? "" : "; switched on with it: \(last.enabled.joined(separator: ", "))"
        return management + switched
    }
}
