import Glibc
import GrapnelStore

/// A file that takes the place of standard error while the screen belongs to the front.
struct ErrorLog {
    /// The size from which on the file begins anew.
    private static let bound = 1 << 20

    private let original: Int32

    /// - Throws: ``StoreError`` where the file cannot be written.
    init(path: String) throws {
        let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw StoreError(.noDirectory, path) }
        if lseek(file, 0, SEEK_END) > Self.bound { ftruncate(file, 0) }
        original = fcntl(2, F_DUPFD_CLOEXEC, 3)
        dup2(file, 2)
        close(file)
    }

    /// Gives standard error back.
    func end() {
        dup2(original, 2)
        close(original)
    }
}
