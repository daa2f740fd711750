internal import GrapnelKit

extension Room {
    /// Takes a presence from the room (nick nil) or from an occupant of it (XEP-0045 §7.2, §7.6, §7.14).
    mutating func receive(_ presence: Presence, from nick: String?) -> [RoomEffect] {
        guard phase != .lost else { return [] }
        if presence.kind == .error {
            // An error of another occupant's, such as one of our own presence that went astray, decides nothing.
            guard nick == nil || nick == self.nick || nick == pendingNick else { return [] }
            return refuse(presence.error ?? StanzaError(.undefinedCondition))
        }
        guard let nick else { return [] }
        let news = RoomUser.only(in: presence)
        switch presence.kind {
        case .available: return arrive(nick, presence, news)
        case .unavailable: return depart(nick, presence, news)
        default: return []
        }
    }

    // MARK: Errors

    private mutating func refuse(_ error: StanzaError) -> [RoomEffect] {
        if phase == .entering {
            let failure = JoinRefusal.sentence(for: error, room: address, nick: nick)
            guard isReturning, Self.isPassing(error) else { return [.refused(failure), .forget] }
            phase = .lost
            return [.unclaim, .refused(failure)]
        }
        guard let wanted = pendingNick else { return [] }
        pendingNick = nil
        return [.refused(NickRefusal.sentence(for: error, nick: wanted)), .reclaim(nick: nick)]
    }

    /// Whether entering again may help, as when a service is not back yet or has not noticed that we were gone.
    private static func isPassing(_ error: StanzaError) -> Bool {
        error.kind == .wait || [.conflict, .remoteServerTimeout, .resourceConstraint].contains(error.condition)
    }

    // MARK: Coming

    private mutating func arrive(_ nick: String, _ presence: Presence, _ news: RoomUser?) -> [RoomEffect] {
        let occupant = Occupant(
            nick: nick, presence: presence, item: news?.item, believesIDs: announcesOccupantIDs)
        let known = occupants.set(occupant)
        if news?.statuses.contains(.ownPresence) == true {
            return arriveOurselves(occupant, known: known, statuses: news?.statuses ?? [])
        }
        guard phase == .inside, nick != self.nick else { return [] }
        guard let known else { return [.churn(.came, "\(nick) came in.")] }
        return changes(from: known, to: occupant).map { .tell("\(nick) is now \($0).") }
    }

    private mutating func arriveOurselves(
        _ occupant: Occupant, known: Occupant?, statuses: Set<RoomStatus>
    ) -> [RoomEffect] {
        ownID = occupant.id
        let before = nick
        nick = occupant.nick
        if phase == .entering {
            phase = .inside
            let welcome = Welcome(room: address, nick: nick, occupants: occupants.count, statuses: statuses)
            return (before == nick ? [] : [.reclaim(nick: nick)]) + [.entered(welcome)]
        }
        if nick != before { return renameOurselves(from: before, statuses: statuses) }
        if pendingNick != nil, statuses.contains(.nickAssigned) {
            // The service answered a wish with the nick that we have.
            pendingNick = nil
            return [.refused(CommandFailure("\(address) keeps your nick as it is: \(nick).")), .reclaim(nick: nick)]
        }
        guard let known else { return [] }
        return changes(from: known, to: occupant).map { .tell("You are now \($0).") }
    }

    private func changes(from known: Occupant, to occupant: Occupant) -> [String] {
        var phrases: [String] = []
        if known.role != occupant.role { phrases.append(occupant.role.phrase) }
        if known.affiliation != occupant.affiliation { phrases.append(occupant.affiliation.phrase) }
        return phrases
    }

    // MARK: Nicks

    private mutating func renameOurselves(from before: String, statuses: Set<RoomStatus>) -> [RoomEffect] {
        let wanted = pendingNick
        pendingNick = nil
        _ = occupants.remove(before)
        // The claim names the nick that was asked for; where another came of it, the core has to know.
        let reclaim: [RoomEffect] = wanted == nick ? [] : [.reclaim(nick: nick)]
        return reclaim + (wanted == nil ? [.tell("The room gave you the nick \(nick).")] : [.renamed(nick)])
    }

    /// Takes an unavailable presence with status 303 and a new nick (XEP-0045 §7.6).
    private mutating func rename(_ nick: String, to new: String) -> [RoomEffect] {
        occupants.rename(nick, to: new)
        guard nick == self.nick else { return phase == .inside ? [.tell("\(nick) is now called \(new).")] : [] }
        guard phase == .inside else { return [] }
        self.nick = new
        return renameOurselves(from: nick, statuses: [])
    }

    // MARK: Going

    private mutating func depart(_ nick: String, _ presence: Presence, _ news: RoomUser?) -> [RoomEffect] {
        let statuses = news?.statuses ?? []
        if statuses.contains(.nickChanged), let new = news?.item?.nick, let same = resource(new) {
            return rename(nick, to: same)
        }
        let known = occupants.remove(nick)
        // An old service sends no 110, and a destroyed room need not (§10.9): our own nick is enough then.
        let isOurselves = statuses.contains(.ownPresence) || (nick == self.nick && phase == .inside)
        let removal = Removal(news: news, status: presence.status)
        guard isOurselves else {
            guard phase == .inside, known != nil else { return [] }
            return [.churn(.went, removal.sentence(of: nick))]
        }
        let sentence = removal.ownSentence(room: address)
        if removal.cause == .left, phase == .inside, pendingNick == nil {
            // Going offline in good order ends here too: our server says goodbye to the room, and the room to us.
            phase = .lost
            occupants = OccupantList()
            return [.lapse(sentence)]
        }
        let isAwaited = phase == .entering || pendingNick != nil
        return [isAwaited ? .refused(CommandFailure(sentence)) : .tell(sentence), .forget]
    }

    /// A nick in the spelling that it has in addresses; nil where it cannot stand in one.
    private func resource(_ nick: String) -> String? {
        do {
            return try address.withResource(nick).resource
        } catch {
            return nil
        }
    }
}
