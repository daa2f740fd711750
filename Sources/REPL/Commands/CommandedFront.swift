internal import GrapnelClient

/// What the commands of the front need of the front that they act on.
protocol CommandedFront: Front, AnyObject {
    /// What lies before the person.
    var desk: Desk { get async }

    /// Empties the screen, where there is one.
    func clear() async

    /// Ends the front in order, after what it is doing.
    func quit() async
}
