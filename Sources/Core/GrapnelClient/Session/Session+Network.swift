internal import GrapnelStream

extension Session {
    /// Comes back early where the network did; and where something of it is gone, looks whether the server still answers.
    func networkChanged(_ change: NetworkChange) async {
        // While nothing is connected, a loss is no reason to try.
        if change == .gained || live?.stream != nil { networkReturned() }
    }
}
