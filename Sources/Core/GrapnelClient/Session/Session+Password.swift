internal import GrapnelKit
internal import GrapnelStore
internal import GrapnelStream

extension Session {
    /// Keeps a password for the next login, which makes keys of it.
    func take(_ password: String) {
        knownPassword = password
    }

    /// Changes the password on the server (XEP-0077 §3.3), and the keys that are kept.
    ///
    /// The new keys need the server's new salt, so a second login fetches them at once, which also shows that the
    /// password works; where that is not possible now, the next login has the password.
    ///
    /// - Throws: ``GrapnelKit/StanzaError`` where the server refuses; then nothing has changed.
    func changePassword(to password: String) async throws {
        let query = XMLElement("query", "jabber:iq:register") {
            XMLElement("username", "jabber:iq:register", text: account.jid.local ?? "")
            XMLElement("password", "jabber:iq:register", text: password)
        }
        _ = try await request(.set, query, to: account.server)
        knownPassword = password
        let record = try await surroundings.profile.updateAccount(account.jid) { $0.forgetSecrets() }
        // Beside the session that is up: a server would end that for another of the same resource or installation.
        var beside = record
        (beside.resource, beside.agentID) = (nil, nil)
        do {
            let opening = try await StreamOpening.open(
                beside, credential: nil, password: { password }, connector: surroundings.connector,
                clock: surroundings.clock)
            if let login = opening.negotiated.login { try await remember(login, of: opening.negotiated) }
            do { try await opening.transport.write(StreamHeader.end) } catch {}
            await opening.transport.close()
            knownPassword = nil
        } catch {
            surroundings.log.note("\(account): the new keys are made at the next login: \(error)")
        }
    }
}

extension AccountRecord {
    /// Drops everything that stands for the password; the mechanism that a login may not fall below stays.
    mutating func forgetSecrets() {
        scramKeys = nil
        loginToken = nil
    }
}

extension Session {
    /// Removes the account on its server (XEP-0077 §3.2); the stream is over then.
    ///
    /// - Throws: ``GrapnelKit/StanzaError`` where the server refuses, ``GrapnelKit/RequestFailure`` where it did not say.
    func unregister() async throws {
        let query = XMLElement("query", "jabber:iq:register") { XMLElement("remove", "jabber:iq:register") }
        // The server ends the stream behind its answer, and that is no failure.
        isUnregistering = true
        do {
            _ = try await request(.set, query, to: nil)
        } catch let failure as RequestFailure where failure == .disconnected {
            await runner?.value
            // Or without an answer: with not-authorized as XEP-0077 §3.2 says, ejabberd with conflict.
            if let farewell, [.notAuthorized, .conflict].contains(farewell.condition) { return }
            isUnregistering = false
            throw failure
        } catch {
            isUnregistering = false
            throw error
        }
    }
}
