internal import GrapnelKit
internal import GrapnelStore
internal import GrapnelStream

/// Takes a registration from a connection to an account: the hands to the head that ``AccountRegistration`` is.
struct RegistrationStream: Sendable {
    /// How long the server may take for one answer.
    static let patience = Duration.seconds(30)

    let record: AccountRecord
    let connector: any Connector
    let clock: any SessionClock

    /// Makes the account; returns when the server has said that it is there.
    ///
    /// - Parameter fill: has somebody fill in what the server asks for.
    /// - Throws: ``GrapnelStream/RegistrationFailure``, whatever a connection can fail with, and what `fill` throws.
    func run(_ fill: (RegistrationForm) async throws -> DataForm) async throws {
        let opening = try await StreamOpening.forRegistration(of: record, connector: connector, clock: clock)
        var driver = Driver(
            opening: opening, clock: clock,
            machine: AccountRegistration(record.jid, ids: (OpaqueID.next(), OpaqueID.next())))
        do {
            try await driver.run(fill)
        } catch {
            await opening.transport.close()
            throw error
        }
    }

    /// The state of one run.
    private struct Driver {
        let opening: StreamOpening
        let clock: any SessionClock
        var machine: AccountRegistration
        var isRegistered = false

        mutating func run(_ fill: (RegistrationForm) async throws -> DataForm) async throws {
            try await perform(machine.handle(.begun(opening.negotiated.stream.features)), fill)
            var events = opening.negotiated.remainder
            while !isRegistered {
                for event in events {
                    switch event.event {
                    case .opened: continue
                    case .closed: try await perform(machine.handle(.ended), fill)
                    case .element(let element):
                        if let error = StreamError(element) { throw error }
                        try await perform(machine.handle(.element(element)), fill)
                    }
                    if isRegistered { return }
                }
                guard let batch = try await next() else {
                    try await perform(machine.handle(.ended), fill)
                    return
                }
                if let error = batch.error { throw error }
                events = batch.events
            }
        }

        private func next() async throws -> StreamReader.Batch? {
            let (transport, clock) = (opening.transport, clock)
            let limit = Task {
                try await clock.sleep(until: clock.now + RegistrationStream.patience)
                await transport.close()
                return true
            }
            defer { limit.cancel() }
            do {
                let batch = try await opening.reader.next()
                limit.cancel()
                if batch == nil, case .success(true) = await limit.result { throw TransportError(.timedOut) }
                return batch
            } catch {
                limit.cancel()
                if case .success(true) = await limit.result { throw TransportError(.timedOut) }
                throw error
            }
        }

        private mutating func perform(
            _ actions: [AccountRegistration.Action], _ fill: (RegistrationForm) async throws -> DataForm
        ) async throws {
            for action in actions {
                switch action {
                case .send(let element):
                    var octets: [UInt8] = []
                    element.write(into: &octets, within: clientNamespace)
                    try await opening.transport.write(octets)
                case .ask(let form):
                    let submission: DataForm
                    do {
                        submission = try await fill(form)
                    } catch {
                        try await perform(machine.handle(.givenUp), fill)
                        throw error
                    }
                    try await perform(machine.handle(.submitted(submission)), fill)
                case .registered:
                    isRegistered = true
                case .close:
                    // The server may be gone already; what came before says how it went.
                    do { try await opening.transport.write(StreamHeader.end) } catch {}
                    await opening.transport.close()
                case .fail(let failure):
                    throw failure
                }
            }
        }
    }
}
