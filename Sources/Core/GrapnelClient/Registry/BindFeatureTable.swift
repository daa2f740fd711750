internal import GrapnelKit
internal import Synchronization

/// What is switched on together with a session (XEP-0386 §4); several owners may ask for one thing.
final class BindFeatureTable: Sendable {
    private let elements = Mutex<[XMLElement]>([])

    func add(_ element: XMLElement) {
        elements.withLock { $0.append(element) }
    }

    func remove(_ element: XMLElement) {
        elements.withLock { elements in
            if let index = elements.firstIndex(of: element) { elements.remove(at: index) }
        }
    }

    /// In the order in which they were asked for.
    var all: [XMLElement] { elements.withLock { $0 } }
}
