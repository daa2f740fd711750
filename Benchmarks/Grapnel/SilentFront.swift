import GrapnelClient

/// A front that shows nothing and knows the password.
struct SilentFront: Front {
    func present(_ event: FrontEvent) async {}
    func secret(_ question: String) async -> String? { "secret" }
}
