/// What became of a value that was run through a filter point.
public enum FilterOutcome<Value: Sendable>: Sendable {
    /// It went through all filters; the value as they left it.
    case passed(Value)
    /// A filter ended it as handled: which one, as `/hooks` names it, and why.
    case consumed(by: String, reason: String)
    /// A filter said that it failed, or threw in a stage that matters.
    case failed(by: String, error: any Error)
}
