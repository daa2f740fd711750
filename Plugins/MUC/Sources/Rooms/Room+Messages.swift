internal import GrapnelKit

extension Room {
    /// What becomes of a message.
    enum MessageOutcome: Sendable {
        /// Somebody says something: the message as it belongs to the room.
        case speech(IncomingMessage)
        /// It was for the room's state, or nothing new; the sentences are for the person, the reason for the log.
        case handled([String], reason: String)
    }

    /// Takes a groupchat message from an occupant (XEP-0045 §7.4, §7.2.13, §8.1).
    mutating func receive(_ message: IncomingMessage, from nick: String) -> MessageOutcome {
        if let change = SubjectChange.only(in: message.stanza) {
            return take(change, by: nick)
        }
        let history = historyStamp(of: message.stanza)
        let isRepeated = recent.contains(nick: nick, id: message.stanza.id)
        if history != nil, isRepeated, !isOurs(message.stanza, nick: nick, isHistory: true) {
            return .handled([], reason: "history that is already here")
        }
        var speech = message
        speech.conversation = id
        speech.kind = .room
        speech.author = nick
        speech.direction = isOurs(message.stanza, nick: nick, isHistory: history != nil) ? .outgoing : .incoming
        // Without the room's word for it, a delay is an occupant's invention.
        speech.sent = history ?? .now
        speech.isDelayed = history != nil
        isHistoryOver = history == nil
        recent.insert(nick: nick, id: message.stanza.id)
        lastHeard = max(lastHeard ?? speech.sent, speech.sent)
        return .speech(speech)
    }

    /// Takes a groupchat message from the room itself (§7.2.15, §10.2.1).
    mutating func receiveFromRoom(_ message: Message) -> MessageOutcome {
        if let change = SubjectChange.only(in: message) {
            return take(change, by: nil)
        }
        var sentences = RoomUser.only(in: message).map { RoomNotice.sentences(for: $0.statuses) } ?? []
        if let body = message.body, !body.isEmpty { sentences.append("The room says: \(body.shortened(to: 2000))") }
        return .handled(sentences, reason: "news from the room itself")
    }

    private mutating func take(_ change: SubjectChange, by nick: String?) -> MessageOutcome {
        let isFirst = !isSubjectTold
        isHistoryOver = true
        isSubjectTold = true
        let text = change.text.shortened(to: Self.maximumSubjectLength)
        let isNew = text != (subject ?? "")
        subject = text.isEmpty ? nil : text
        let reason = "the subject of the room"
        if isFirst {
            // After a lost session only news count.
            return .handled(text.isEmpty || !isNew ? [] : ["The subject is: \(text)"], reason: reason)
        }
        let who = nick ?? "The room"
        let sentence = text.isEmpty ? "\(who) removed the subject." : "\(who) changed the subject to: \(text)"
        return .handled([sentence], reason: reason)
    }

    /// Whether a message is one that we sent, from this client or another of ours.
    ///
    /// While we are in the room nobody else has our nick. In history somebody else may have had it, so there it takes
    /// our occupant identifier, or an identifier that only our own message can have.
    private func isOurs(_ message: Message, nick: String, isHistory: Bool) -> Bool {
        guard isHistory else { return nick == self.nick }
        if announcesOccupantIDs, let ownID { return OccupantID.only(in: message) == ownID }
        return nick == self.nick && recent.contains(nick: nick, id: message.id)
    }

    /// When a message of the history was sent, by the room's word (§7.2.13); nil for a live one.
    private func historyStamp(of message: Message) -> Timestamp? {
        guard !isHistoryOver else { return nil }
        // The room puts its own behind those that the message came with.
        let delays = message.element.all(Delay.elementName, Delay.namespace).reversed().lazy.compactMap(Self.delay)
        return delays.first { $0.from == address }.map { min($0.stamp, .now) }
    }

    /// A delay; nil for a malformed one, which says nothing.
    private static func delay(_ element: XMLElement) -> Delay? {
        do {
            return try Delay(from: element)
        } catch {
            return nil
        }
    }

    static let maximumSubjectLength = 2000
}
