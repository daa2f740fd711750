internal import Glibc

/// Asks for a line or a secret at the terminal of a process that is not interactive, as `-c /connect` in a shell.
enum TerminalQuestion {
    /// Nil where there is no terminal or the person gives up.
    static func ask(_ question: Line, isSecret: Bool) async -> String? {
        guard isatty(0) == 1 else { return nil }
        return await withCheckedContinuation { continuation in
            do throws(TerminalError) {
                try OwnThread.run { continuation.resume(returning: askNow(question, isSecret)) }
            } catch {
                continuation.resume(returning: nil)
            }
        }
    }

    private static func askNow(_ question: Line, _ isSecret: Bool) -> String? {
        let descriptor = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let words = LineLayout(columns: nil, isColoured: false).rows(of: "[?] \(question) ").joined()
        guard isSecret else {
            put(words, descriptor)
            return line(descriptor)
        }
        var reader = SecretReader(descriptor: descriptor)
        defer { reader.end() }
        put(words, descriptor)
        defer { put("\n", descriptor) }
        while true {
            switch reader.read() {
            case .more: continue
            case .done(let secret): return secret
            case .givenUp: return nil
            }
        }
    }

    /// A line as the terminal's own editing gives it; nil at Ctrl-D, or beyond the bound of a line.
    private static func line(_ descriptor: Int32) -> String? {
        var octets: [UInt8] = []
        var octet: UInt8 = 0
        while octets.count < LineSource.bound {
            let count = read(descriptor, &octet, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return nil }
            if octet == 0x0A { return String(decoding: octets, as: UTF8.self) }
            octets.append(octet)
        }
        return nil
    }

    private static func put(_ text: String, _ descriptor: Int32) {
        let bytes = Array(text.utf8)
        _ = write(descriptor, bytes, bytes.count)
    }
}
