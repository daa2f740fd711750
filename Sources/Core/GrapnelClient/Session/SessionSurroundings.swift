internal import GrapnelKit
internal import GrapnelStore
internal import GrapnelStream

/// What a session needs of the client around it.
struct SessionSurroundings: Sendable {
    let profile: Profile
    let connector: any Connector
    let clock: any SessionClock
    let keepAlive: KeepAliveSettings
    let reconnection: ReconnectionSettings
    let hooks: HookTable
    let handlers: HandlerTable
    let bindFeatures: BindFeatureTable
    let claims: RoomClaims
    let front: any Front
    let newID: @Sendable () -> String
    /// Where the full address of an account's session can be looked up without waiting.
    let addresses: BoundAddresses
    /// History that nobody was shown.
    let unshown: UnshownEntries
    let log: EventLog
    /// Ends the claims of an account that is in no room any more.
    let forgetRooms: @Sendable (Account) -> Void
}
