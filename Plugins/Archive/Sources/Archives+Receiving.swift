internal import GrapnelKit

extension Archives {
    /// Takes a copy of what another device sent or received out of its cover (XEP-0280 §11): only the account's own
    /// server can have made it, and what it holds is one message, which then goes the way of every other.
    func unwrap(_ message: IncomingMessage) async throws -> Verdict<IncomingMessage> {
        let element = message.stanza.element
        guard message.archiveID == nil else { return .pass }
        if element.first("result", ArchiveNamespace.archive) != nil {
            return .consume(reason: "a result of an archive that nobody asked for, from \(who(message))")
        }
        guard MessageCopy.isIn(element) else { return .pass }
        guard case .account(resource: nil) = message.source else {
            tellOfForgery(message)
            return .consume(reason: "a forged copy of a message, from \(who(message))")
        }
        let copy: MessageCopy
        do {
            copy = try MessageCopy(from: element, account: message.account.jid)
        } catch {
            return .consume(reason: "a copy that cannot be one: \(error)")
        }
        let carried = CarriedMessage(copy.stanza, in: message)
        guard let inner = try await context.unwrap(carried, on: message.account),
            inner.direction == (copy.isSent ? .outgoing : .incoming) || inner.conversation.peer == message.account.jid
        else { return .consume(reason: "a copy of somebody else's message") }
        return .replace(inner)
    }

    /// Gives a message its identifier in the archive of the account, or of the room that it was said in, where that one
    /// sees to it that nobody else puts identifiers in its name (XEP-0359 §5).
    func identify(_ message: IncomingMessage) async throws -> Verdict<IncomingMessage> {
        guard message.archiveID == nil else { return .pass }
        let account = message.account
        let archive = message.kind == .room ? message.conversation.peer : account.jid
        guard let id = StanzaID.of(message.stanza.element, by: archive) else { return .pass }
        let features =
            message.kind == .room ? support(of: archive, on: account) : await supportForMessage(of: account)
        guard features.guardsIDs else { return .pass }
        var identified = message
        identified.archiveID = id
        return .replace(identified)
    }

    /// Once in a session, so that whoever forges copies does not fill the screen too.
    private func tellOfForgery(_ message: IncomingMessage) {
        let isFirst = change(message.account) { state in
            defer { state.hasToldOfForgery = true }
            return !state.hasToldOfForgery
        }
        guard isFirst else { return }
        context.notice(
            "\(who(message)) sent what pretends to be a copy of somebody else's message; it was left out.",
            account: message.account)
    }

    private func who(_ message: IncomingMessage) -> String {
        message.stanza.from?.description ?? "nobody"
    }
}
