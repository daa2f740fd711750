internal import FoundationEssentials
internal import GRDB
internal import GrapnelKit

// GRDB's subscript traps on a value of another type. A damaged file is no reason to: everything here throws.
extension Row {
    func value<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
        try decode(Value.self, forColumn: column)
    }

    func jid(_ column: String) throws -> JID {
        try JID(value(column) as String)
    }

    func timestamp(_ column: String) throws -> Timestamp {
        Timestamp(milliseconds: try value(column))
    }

    /// A value of an enumeration that is stored by name.
    func named<Value: RawRepresentable<String>>(_ column: String) throws -> Value {
        guard let value = Value(rawValue: try value(column)) else { throw UnknownName(column: column) }
        return value
    }

    /// A text that may contain NUL.
    func text(_ column: String) throws -> String {
        String(decoding: try value(column) as Data, as: UTF8.self)
    }

    func bytes(_ column: String) throws -> [UInt8]? {
        (try value(column) as Data?).map { [UInt8]($0) }
    }
}

extension String {
    /// For a column that keeps NUL: SQLite's texts, as GRDB binds them, end there.
    var stored: Data { Data(utf8) }
}

/// A name in the database that no version of this program writes there.
struct UnknownName: Error {
    let column: String
}
