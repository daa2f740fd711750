internal import Glibc

/// The lines that were typed, kept in a file that only its owner can read.
///
/// One entry per row; a line break within an entry is written as `\n` and a backslash as `\\`. At most ``bound`` entries
/// are kept.
struct HistoryFile: Sendable {
    /// The most entries that are kept.
    static let bound = 1_000

    /// The most bytes of the file that are read, from its end.
    private static let mostBytes = 4 << 20

    let path: String

    /// The entries, oldest first; a file that is missing, or is not a plain file of this user, has none.
    func load() -> [String] {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid() else {
            return []
        }
        let skipped = max(0, Int(status.st_size) - Self.mostBytes)
        lseek(descriptor, skipped, SEEK_SET)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < Self.mostBytes {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        let entries = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(Self.decoded)
        return Array(entries.dropFirst(skipped > 0 ? 1 : 0).suffix(Self.bound))
    }

    /// Adds an entry at the end; answers false where the file could not be written.
    @discardableResult
    func append(_ entry: String) -> Bool {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fchmod(descriptor, 0o600) == 0 && Self.write([entry], to: descriptor)
    }

    /// Writes the file anew with these entries; whoever reads meanwhile sees the old file or the new one.
    @discardableResult
    func replace(with entries: [String]) -> Bool {
        let temporary = path + ".new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        guard Self.write(entries.suffix(Self.bound), to: descriptor) else {
            unlink(temporary)
            return false
        }
        return rename(temporary, path) == 0
    }

    private static func write(_ entries: some Sequence<String>, to descriptor: Int32) -> Bool {
        let bytes = Array(entries.map { encoded($0) + "\n" }.joined().utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }

    static func encoded(_ entry: String) -> String {
        String(entry.flatMap { $0 == "\\" ? "\\\\" : $0.isNewline ? "\\n" : String($0) })
    }

    static func decoded(_ row: some StringProtocol) -> String {
        var entry = ""
        var isEscaped = false
        for character in row {
            if isEscaped {
                entry.append(character == "n" ? "\n" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                entry.append(character)
            }
        }
        return entry
    }
}
