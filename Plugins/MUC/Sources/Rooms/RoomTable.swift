internal import GrapnelKit
internal import Synchronization

/// All rooms of all accounts, and who waits for them; at most ``maximumCount`` rooms.
///
/// Every change is made in one step under the lock; what follows from it is done by the caller, outside.
final class RoomTable: Sendable {
    static let maximumCount = 1000

    /// What somebody who waits for a room is told.
    enum Answer: Sendable {
        case entered(Welcome)
        case renamed(String)
    }

    typealias Outcome = Result<Answer, CommandFailure>

    private struct Seat {
        var room: Room
        var churn = ChurnBudget()
        var waiting: AsyncStream<Outcome>.Continuation?

        mutating func update<Value>(_ change: (inout Room) -> Value) -> Value {
            change(&room)
        }
    }

    private let seats = Mutex<[ConversationID: Seat]>([:])

    subscript(_ id: ConversationID) -> Room? {
        seats.withLock { $0[id]?.room }
    }

    /// The rooms of an account, or of all accounts.
    func rooms(of account: JID? = nil) -> [Room] {
        seats.withLock { $0.values.map(\.room) }
            .filter { account == nil || $0.id.account == account }
            .sorted { $0.address < $1.address }
    }

    /// Begins to enter a room and answers the stream on which its outcome comes.
    ///
    /// - Throws: ``CommandError`` where the room is being entered already or there are too many, or where we want back
    ///   into one that was left meanwhile.
    func begin(_ room: Room) throws(CommandError) -> AsyncStream<Outcome> {
        let (stream, continuation) = AsyncStream.makeStream(of: Outcome.self, bufferingPolicy: .bufferingOldest(1))
        let complaint = seats.withLock { seats -> String? in
            if let seat = seats[room.id], seat.room.phase != .lost {
                return "You are in \(room.address) already, or on the way."
            }
            guard !room.isReturning || seats[room.id] != nil else { return "You left \(room.address) meanwhile." }
            guard seats[room.id] != nil || seats.count < Self.maximumCount else {
                return "You are in \(Self.maximumCount) rooms, which is the limit; /part one of them first."
            }
            seats[room.id] = Seat(room: room, waiting: continuation)
            return nil
        }
        if let complaint { throw CommandError(complaint) }
        return stream
    }

    /// Begins a change that the room confirms or refuses, such as of the nick.
    ///
    /// - Throws: ``CommandError`` where another is under way.
    func beginChange(
        _ id: ConversationID, _ change: (inout Room) -> Void
    ) throws(CommandError) -> AsyncStream<Outcome> {
        let (stream, continuation) = AsyncStream.makeStream(of: Outcome.self, bufferingPolicy: .bufferingOldest(1))
        let complaint = seats.withLock { seats -> String? in
            guard seats[id]?.room.phase == .inside else {
                return "You are not in \(id.peer); /join \(id.peer) enters it."
            }
            guard seats[id]?.waiting == nil else {
                return "\(id.peer) still has to answer the last request; try again in a moment."
            }
            seats[id]?.update(change)
            seats[id]?.waiting = continuation
            return nil
        }
        if let complaint { throw CommandError(complaint) }
        return stream
    }

    /// Changes a room; answers nil where there is none.
    func update<Value: Sendable>(_ id: ConversationID, _ change: (inout Room) -> Value) -> Value? {
        seats.withLock { seats in
            // In place: a copy of the seat would copy its list of occupants.
            seats[id]?.update(change)
        }
    }

    /// Tells whoever waits for a room how it went; answers whether anybody did.
    @discardableResult
    func resolve(_ id: ConversationID, _ outcome: Outcome) -> Bool {
        let waiting = seats.withLock { seats in
            defer { seats[id]?.waiting = nil }
            return seats[id]?.waiting
        }
        waiting?.yield(outcome)
        waiting?.finish()
        return waiting != nil
    }

    /// Forgets a room; whoever still waits for it is told that it is over.
    @discardableResult
    func forget(_ id: ConversationID) -> Room? {
        let seat = seats.withLock { $0.removeValue(forKey: id) }
        seat?.waiting?.finish()
        return seat?.room
    }

    /// Gives up waiting for a room.
    func stopWaiting(_ id: ConversationID) {
        let waiting = seats.withLock { seats in
            defer { seats[id]?.waiting = nil }
            return seats[id]?.waiting
        }
        waiting?.finish()
    }

    func admit(
        _ churn: RoomEffect.Churn, in id: ConversationID, at now: ContinuousClock.Instant
    ) -> ChurnBudget.Decision? {
        seats.withLock { $0[id]?.churn.admit(churn, at: now) }
    }

    func flushChurn(in id: ConversationID) -> String? {
        seats.withLock { $0[id]?.churn.flush() }
    }
}
