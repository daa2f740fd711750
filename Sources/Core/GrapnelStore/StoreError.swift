/// Why the profile could not be opened, read or changed.
public struct StoreError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, as a stable name.
    public struct Condition: RawRepresentable, Sendable, Hashable {
        public let rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// Neither an XDG variable nor HOME says where a profile belongs.
        public static let homeless = Condition(rawValue: "homeless")
        /// The directory cannot be made or is something else.
        public static let noDirectory = Condition(rawValue: "no-directory")
        /// The directory or file belongs to somebody else.
        public static let foreign = Condition(rawValue: "foreign")
        /// Others can write to the directory.
        public static let exposed = Condition(rawValue: "exposed")
        /// Another process has the profile open.
        public static let inUse = Condition(rawValue: "in-use")
        /// The file is no profile, or is damaged.
        public static let unreadable = Condition(rawValue: "unreadable")
        /// The profile has a schema that this program does not know; `detail` is its number.
        public static let newer = Condition(rawValue: "newer")
        /// The file or its file system does not allow writing.
        public static let readOnly = Condition(rawValue: "read-only")
        /// There is no space left.
        public static let full = Condition(rawValue: "full")
        /// The profile was closed.
        public static let closed = Condition(rawValue: "closed")
        /// What is to be added is already there.
        public static let duplicate = Condition(rawValue: "duplicate")
        /// What is to be changed is not there.
        public static let missing = Condition(rawValue: "missing")
        /// A value is empty, too long or otherwise not storable.
        public static let invalid = Condition(rawValue: "invalid")
        /// Another reason, which `detail` has in SQLite's or the system's words.
        public static let failed = Condition(rawValue: "failed")
    }

    public let condition: Condition

    /// Whether the same may succeed later, as when there is space again.
    public var mayPass: Bool {
        [.full, .readOnly, .inUse, .noDirectory, .failed].contains(condition)
    }

    /// What this is about: the path of a file or directory, or what was to be added, changed or found.
    public let subject: String
    /// What the system or SQLite said; nil if nothing.
    public let detail: String?

    public init(_ condition: Condition, _ subject: String, detail: String? = nil) {
        self.condition = condition
        self.subject = subject
        self.detail = detail
    }
}
