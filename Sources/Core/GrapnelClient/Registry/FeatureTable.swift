internal import Synchronization

/// The features this client advertises (XEP-0030 §3); several owners may advertise one.
final class FeatureTable: Sendable {
    private let features = Mutex<[String: Int]>([:])

    func add(_ feature: String) {
        features.withLock { $0[feature, default: 0] += 1 }
    }

    func remove(_ feature: String) {
        features.withLock { features in
            let left = (features[feature] ?? 0) - 1
            features[feature] = left > 0 ? left : nil
        }
    }

    /// Sorted, as XEP-0115 §5.1 wants them.
    var all: [String] { features.withLock { $0.keys.sorted() } }
}
