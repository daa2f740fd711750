@testable public import GrapnelKit
internal import Synchronization

extension FakeCore: CoreServices {
    public var accounts: [Account] { [account] }

    public func account(chosen: JID?) throws -> Account { account }

    public func boundAddress(of account: Account) -> JID? {
        state.withLock(\.isOnline) ? try? account.jid.withResource("here") : nil
    }

    public func request(
        _ kind: IQ.RequestKind, _ payload: XMLElement, to: JID?, account: Account, timeout: Duration
    ) async throws -> IQ {
        record(.requested(payload, to: to))
        let request = IQ(kind, to: to, id: newID(), payload: payload)
        let answer = try await state.withLock(\.answering)(payload, to)
        return try IQ(request.result(answer))
    }

    public func send(_ stanza: XMLElement, account: Account) async throws {
        try needSession()
        record(.sent(stanza))
    }

    public func say(_ text: String, in conversation: ConversationID, kind: ConversationKind) async throws {
        record(.said(text, in: conversation.peer))
    }

    public func open(_ conversation: ConversationID, kind: ConversationKind) async throws {
        record(.opened(conversation.peer))
    }

    public func ask(_ question: String, isSecret: Bool) async -> String? {
        state.withLock { state in
            state.questions.append(isSecret ? "\(question) (without echo)" : question)
            return state.replies.isEmpty ? nil : state.replies.removeFirst()
        }
    }

    public func newID() -> String {
        state.withLock { state in
            state.ids += 1
            return "id-\(state.ids)"
        }
    }

    public func present(_ notice: Notice) { record(.noticed(notice.text)) }

    public func advertise(_ feature: String, owner: String) {
        state.withLock { _ = $0.features.insert(feature) }
    }

    public func bindFeature(_ element: XMLElement, owner: String) {
        state.withLock { $0.bindFeatures.append(element) }
    }

    public func answer(
        _ kind: IQ.RequestKind, name: String, namespace: String, owner: String,
        _ body: @escaping @Sendable (Account, Source, IQ, XMLElement) async throws -> XMLElement?
    ) throws {
        state.withLock { $0.handlers["\(kind.rawValue) \(name) \(namespace)"] = body }
    }

    public func filter<Value: Sendable>(
        _ point: FilterPoint<Value>, at stage: Stage, name: String, before: [String], after: [String], owner: String,
        _ body: @escaping FilterBody<Value>
    ) throws {
        let erased: @Sendable (any Sendable) async throws -> any Sendable = { value in
            guard let value = value as? Value else { throw TestFailure("A filter got another value.") }
            return try await body(value)
        }
        state.withLock { $0.filters[point.name, default: []].append(erased) }
    }

    public func observe<Event: Sendable>(
        _ point: ObservationPoint<Event>, owner: String, _ body: @escaping ObserverBody<Event>
    ) {
        let erased: @Sendable (any Sendable) async throws -> Void = { event in
            guard let event = event as? Event else { throw TestFailure("An observer got another event.") }
            try await body(event)
        }
        state.withLock { $0.observers[point.name, default: []].append(erased) }
    }

    public func run<Value: Sendable>(
        _ value: Value, through point: FilterPoint<Value>
    ) async throws -> FilterOutcome<Value> {
        var value = value
        for filter in state.withLock({ $0.filters[point.name] ?? [] }) {
            guard let verdict = try await filter(value) as? Verdict<Value> else {
                throw TestFailure("A filter answered no verdict.")
            }
            switch verdict {
            case .replace(let other): value = other
            case .consume(let reason): return .consumed(by: point.name, reason: reason)
            case .fail(let error): return .failed(by: point.name, error: error)
            case .pass: break
            }
        }
        return .passed(value)
    }

    public func tell<Event: Sendable>(_ event: Event, at point: ObservationPoint<Event>) async throws {
        for observer in state.withLock({ $0.observers[point.name] ?? [] }) { try await observer(event) }
    }

    public func command(_ command: Command, owner: String) throws {
        for form in command.forms {
            if let mistake = form.mistake { throw mistake }
        }
        state.withLock { $0.commands[command.name] = command }
    }

    public func complete(_ kind: VariableKind, owner: String, _ body: @escaping CompletionBody) {
        state.withLock { $0.completers[kind] = body }
    }

    public func task(_ name: String, owner: String, _ body: @escaping @Sendable () async throws -> Void) {
        let task = Task {
            do {
                try await body()
            } catch is CancellationError {
            } catch {
                self.record(.noticed("task \(name) threw \(error)"))
            }
        }
        tasks.withLock { $0.append(task) }
    }

    public func claim(_ room: JID, account: Account, presence: Presence, owner: String) async throws {
        try needSession()
        state.withLock { _ = $0.claims.insert(room) }
        record(.claimed(room, presence.element))
    }

    public func note(occupant: JID, account: Account, owner: String) throws {
        guard claims.contains(occupant.bare) else { throw CommandError("\(occupant.bare) is not claimed.") }
        record(.noted(occupant))
    }

    public func release(_ room: JID, account: Account, presence: Presence?, owner: String) async throws {
        state.withLock { _ = $0.claims.remove(room) }
        record(.released(room, presence?.element))
    }

    private func needSession() throws {
        guard state.withLock(\.isOnline) else { throw CommandError("\(account) is not online.") }
    }
}
