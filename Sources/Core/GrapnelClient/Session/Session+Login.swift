internal import GrapnelKit
internal import GrapnelStore
internal import GrapnelStream

/// What a session keeps of its logins.
extension Session {
    /// The account's record, with the identifier that its server is shown; made at the first login.
    func identifiedRecord() async throws -> AccountRecord? {
        guard let record = try await surroundings.profile.account(account.jid) else { return nil }
        guard record.agentID == nil else { return record }
        let fresh = UserAgent.freshID()
        return try await surroundings.profile.updateAccount(account.jid) { $0.agentID = $0.agentID ?? fresh }
    }

    /// What the next session is to begin with, or which one is to go on.
    func wishes(_ resumption: StreamResumption?) -> StreamOpening.Wishes {
        StreamOpening.Wishes(
            isManaged: true, resumption: resumption, inline: surroundings.bindFeatures.all,
            isInactive: clientState == .inactive)
    }

    func remember(_ login: Login, of negotiated: StreamNegotiator.Result) async throws {
        let keys = try login.keys.map(StoredKeys.write)
        let token = try login.token.map { try StoredLogin.write($0) }
        let offer = try login.inline.map { try StoredLogin.write($0) }
        let last = try StoredLogin.write(LastLogin(login, over: negotiated.tls, to: negotiated.stream))
        try await surroundings.profile.updateAccount(account.jid) { record in
            if let keys { record.scramKeys = keys }
            if let pin = login.pin {
                record.usedMechanism = pin.name
                record.usedChannelBinding = pin.bindsChannel
            }
            if let token { record.loginToken = token }
            record.inlineOffer = offer
            record.lastLogin = last
            record.lastRefusal = nil
        }
    }

    /// The server does not take the token any more.
    func forgetToken() async throws {
        try await surroundings.profile.updateAccount(account.jid) { $0.loginToken = nil }
    }

    /// Keeps why a login was refused, and forgets keys that would be refused again: the next login asks for the password.
    func noteRefusal(_ failure: StreamFailure) async throws {
        guard let refusal = failure.login else { return }
        try await surroundings.profile.updateAccount(account.jid) { record in
            if refusal.condition == .notAuthorized { record.scramKeys = nil }
            record.lastRefusal = refusal.sentence
        }
    }
}
