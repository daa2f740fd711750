internal import Glibc
internal import GrapnelKit
internal import GrapnelStream

/// A picture or sound of a server's question, in a file that only its owner can read and that goes with the question.
struct PictureFile: Sendable {
    let path: String

    /// Writes the octets under a name that has nothing of the server's.
    ///
    /// - Throws: ``GrapnelKit/CommandError`` where the type is no picture or sound, or the file cannot be written.
    init(_ data: BitsOfBinary, in directory: String) async throws {
        guard let ending = data.fileExtension else {
            throw CommandError("The server sent a picture of the type \(data.type.cited), which is not saved.")
        }
        let path = "\(directory)/captcha-\(OpaqueID.next()).\(ending)"
        let code = await OwnThread.run { Self.write(data.octets, to: path) }
        guard code == 0 else {
            throw CommandError("\(path) cannot be written: \(String(cString: strerror(code))).")
        }
        self.path = path
    }

    /// Deletes it; nobody needs it any more.
    func delete() {
        unlink(path)
    }

    /// Answers the error's number, or 0.
    private static func write(_ octets: [UInt8], to path: String) -> Int32 {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { return errno }
        defer { close(file) }
        var written = 0
        while written < octets.count {
            let count = octets[written...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { return errno }
            written += count
        }
        return 0
    }
}
