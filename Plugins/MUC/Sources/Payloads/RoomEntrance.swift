internal import GrapnelKit

/// What somebody says who wants to enter a room (XEP-0045 §7.2.1): the password and how much history to send.
struct RoomEntrance: Payload, Hashable {
    static let elementName = "x"
    static let namespace = RoomNamespace.entrance

    /// Limits to the history that the room sends (§7.2.14); it applies the strictest of them.
    struct History: Sendable, Hashable {
        /// The most messages.
        var count: Int
        /// Nothing before this moment.
        var since: Timestamp?
    }

    var password: String?
    var history: History?

    init(password: String? = nil, history: History? = nil) {
        self.password = password
        self.history = history
    }

    init(from element: XMLElement) {
        self.password = element.first("password")?.text
        self.history = element.first("history").flatMap { history in
            history["maxstanzas"].flatMap { Int($0) }.flatMap { count in
                guard count >= 0 else { return nil }
                return History(count: count, since: history["since"].flatMap { Timestamp(dateTime: $0) })
            }
        }
    }

    var element: XMLElement {
        XMLElement(Self.elementName, Self.namespace) {
            if let history {
                XMLElement(
                    "history", Self.namespace,
                    ["maxstanzas": String(history.count), "since": history.since?.description])
            }
            if let password { XMLElement("password", Self.namespace, text: password) }
        }
    }
}
