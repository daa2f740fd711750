internal import GrapnelKit
internal import Synchronization

/// The full address of every session that is online.
final class BoundAddresses: Sendable {
    private let addresses = Mutex<[JID: JID]>([:])

    subscript(_ account: JID) -> JID? {
        get { addresses.withLock { $0[account] } }
        set { addresses.withLock { $0[account] = newValue } }
    }
}
