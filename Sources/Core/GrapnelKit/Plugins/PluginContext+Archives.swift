extension PluginContext {
    /// Sends a request whose answer other messages precede, and collects those.
    ///
    /// They are taken out of the stream as they come and reach no filter; they are in order, and complete when the
    /// answer is there. A message that only looks like one of them, since it is from somebody else or carries another
    /// value, goes the usual way.
    ///
    /// - Throws: as ``request(_:_:to:on:timeout:)``, and ``CommandError`` where more messages came than
    ///   ``Companions/limit``.
    public func request(
        _ kind: IQ.RequestKind, _ payload: some Payload, to: JID? = nil, on account: Account,
        timeout: Duration = .seconds(60), collecting companions: Companions
    ) async throws -> CollectedReply {
        guard isOpen else { throw RequestFailure.cancelled }
        return try await services.request(
            kind, payload.element, to: to, account: account, timeout: timeout, collecting: companions)
    }

    /// What a message that came inside another one is to the account: conversation, author, direction and source by its
    /// own addresses, as for one that comes by itself.
    ///
    /// - Returns: nil for one that cannot be: neither to nor from the account, a room's among copies, an error.
    public func unwrap(_ message: CarriedMessage, on account: Account) async throws -> IncomingMessage? {
        try await core.unwrap(message, account: account)
    }

    /// Runs messages of an archive through ``FilterPoint/messageReceived`` up to its stage deduplicate, and journals
    /// what is left of them together with the page's notes, in one transaction.
    ///
    /// Nothing is kept where this throws. The filters of the stages store and notify do not run; observers of
    /// ``ObservationPoint/messageStored`` are told. What a filter fails on is left out.
    ///
    /// - Throws: ``CommandError`` for more than ``ArchivePage/bound`` messages, or what the journal says.
    public func take(_ page: ArchivePage) async throws -> TakenPage {
        guard page.messages.count <= ArchivePage.bound else {
            throw CommandError("A page of an archive has at most \(ArchivePage.bound) messages.")
        }
        return try await core.take(page, owner: plugin)
    }
}
