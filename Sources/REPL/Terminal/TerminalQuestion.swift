internal import Glibc

/// Asks for a secret at the terminal of a process that is not interactive, as `-c /connect` in a shell.
enum TerminalQuestion {
    /// Nil where there is no terminal or the person gives up.
    static func ask(_ question: Line) async -> String? {
        guard isatty(0) == 1 else { return nil }
        return await withCheckedContinuation { continuation in
            do throws(TerminalError) {
                try OwnThread.run { continuation.resume(returning: askNow(question)) }
            } catch {
                continuation.resume(returning: nil)
            }
        }
    }

    private static func askNow(_ question: Line) -> String? {
        let descriptor = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var reader = SecretReader(descriptor: descriptor)
        defer { reader.end() }
        put(LineLayout(columns: nil, isColoured: false).rows(of: "[?] \(question) ").joined(), descriptor)
        defer { put("\n", descriptor) }
        while true {
            switch reader.read() {
            case .more: continue
            case .done(let secret): return secret
            case .givenUp: return nil
            }
        }
    }

    private static func put(_ text: String, _ descriptor: Int32) {
        let bytes = Array(text.utf8)
        _ = write(descriptor, bytes, bytes.count)
    }
}
