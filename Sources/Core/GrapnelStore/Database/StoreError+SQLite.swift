internal import GRDB
internal import GrapnelKit

extension StoreError {
    /// What an error of GRDB or SQLite means for the profile in `path`.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError: self.init(error, path: path)
        case is RowDecodingError, is UnknownName, is JIDError:
            self.init(.unreadable, path, detail: "a row holds what no Grapnel writes")
        default: self.init(.failed, path, detail: String(describing: error))
        }
    }

    private init(_ error: DatabaseError, path: String) {
        // GRDB's description repeats the statement; only SQLite's own words are fit to be shown.
        let words = error.message ?? error.resultCode.description
        switch error.resultCode {
        case .SQLITE_NOTADB, .SQLITE_CORRUPT: self.init(.unreadable, path, detail: words)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: self.init(.readOnly, path, detail: words)
        case .SQLITE_CANTOPEN: self.init(.noDirectory, path, detail: words)
        case .SQLITE_FULL: self.init(.full, path, detail: words)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self.init(.inUse, path, detail: words)
        case .SQLITE_TOOBIG, .SQLITE_CONSTRAINT: self.init(.invalid, path, detail: words)
        case .SQLITE_MISUSE where words == "Connection is closed": self.init(.closed, path)
        default: self.init(.failed, path, detail: words)
        }
    }
}
