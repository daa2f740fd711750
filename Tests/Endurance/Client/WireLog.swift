import Foundation
import Synchronization

/// Writes down what goes over the streams of a run, inside of TLS, with the time of each write and read.
final class WireLog: Sendable {
    private let file: Mutex<FileHandle>

    init(path: String) throws {
        let url = URL(fileURLWithPath: path)
        try Data().write(to: url)
        file = Mutex(try FileHandle(forWritingTo: url))
    }

    func note(_ octets: [UInt8], _ mark: String) {
        let moment = String(format: "%.3f", Date().timeIntervalSince1970)
        file.withLock { $0.write(Data("\(moment) \(mark) \(String(decoding: octets, as: UTF8.self))\n".utf8)) }
    }
}
