internal import Glibc
internal import GrapnelKit

/// A moment as the clock on the wall of the person in front shows it.
struct LocalTime: Sendable, Hashable {
    let year: Int
    let month: Int
    let day: Int
    let hour: Int
    let minute: Int
    /// Days since Sunday.
    let weekday: Int

    /// `09:30`.
    var clock: String { "\(Self.two(hour)):\(Self.two(minute))" }

    /// `Saturday, 21 November 2026`.
    var date: String { "\(Self.weekdays[weekday % 7]), \(day) \(Self.months[(month - 1) % 12]) \(year)" }

    func isSameDay(as other: LocalTime) -> Bool {
        day == other.day && month == other.month && year == other.year
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}

extension LocalTime {
    /// By the system's time zone, or `TZ`.
    @Sendable static func system(_ moment: Timestamp) -> LocalTime {
        read(moment) { seconds, fields in localtime_r(seconds, fields) }
    }

    /// In UTC.
    @Sendable static func universal(_ moment: Timestamp) -> LocalTime {
        read(moment) { seconds, fields in gmtime_r(seconds, fields) }
    }

    private static func read(
        _ moment: Timestamp,
        _ convert: (UnsafePointer<time_t>, UnsafeMutablePointer<tm>) -> UnsafeMutablePointer<tm>?
    ) -> LocalTime {
        var seconds = time_t(moment.milliseconds / 1000)
        var fields = tm()
        _ = convert(&seconds, &fields)
        return LocalTime(
            year: Int(fields.tm_year) + 1900, month: Int(fields.tm_mon) + 1, day: Int(fields.tm_mday),
            hour: Int(fields.tm_hour), minute: Int(fields.tm_min), weekday: Int(fields.tm_wday))
    }
}
