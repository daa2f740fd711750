internal import Glibc

/// The colour of a name (XEP-0392 0.8): the same in every client that follows it.
///
/// Mapped to the colour cube of the terminal's palette of 256, numbers 16 to 231, by the angle of the hue alone.
enum NickColour {
    /// A colour of the palette and where its hue stands.
    struct Entry: Sendable, Hashable {
        let index: UInt8
        let red: Double
        let green: Double
        let blue: Double
        let hue: Int
        let lightness: Double
    }

    /// The look of a name; two names may share one.
    static func style(of name: String) -> Style {
        .palette(entry(nearest: hue(of: name)).index)
    }

    /// The hue in degrees (XEP-0392 §5.1).
    static func hue(of name: String) -> Double {
        let digest = SHA1.digest(name.utf8)
        return Double(Int(digest[0]) | Int(digest[1]) << 8) / 65536 * 360
    }

    /// The colour of the palette whose hue is nearest (XEP-0392 §5.4).
    static func entry(nearest hue: Double) -> Entry {
        func distance(_ entry: Entry) -> Double {
            let difference = abs(hue - Double(entry.hue)).truncatingRemainder(dividingBy: 360)
            return min(difference, 360 - difference)
        }
        let fallback = Entry(index: 15, red: 1, green: 1, blue: 1, hue: 0, lightness: 100)
        return palette.min { distance($0) < distance($1) } ?? fallback
    }

    /// One entry for each hue, the one whose lightness is nearest to 73.2 (XEP-0392 §5.3); greys have no hue.
    static let palette: [Entry] = {
        var entries: [Int: Entry] = [:]
        for number in 0..<216 {
            let (red, green, blue) = (number / 36, number / 6 % 6, number % 6)
            if red == green, green == blue { continue }
            let entry = Entry(index: UInt8(16 + number), Double(red) / 5, Double(green) / 5, Double(blue) / 5)
            if let other = entries[entry.hue], abs(other.lightness - 73.2) <= abs(entry.lightness - 73.2) { continue }
            entries[entry.hue] = entry
        }
        return entries.values.sorted { $0.hue < $1.hue }
    }()
}

extension NickColour.Entry {
    /// Hue and lightness of HSLuv, which are those of CIE LCh(uv) for D65.
    init(index: UInt8, _ red: Double, _ green: Double, _ blue: Double) {
        func linear(_ value: Double) -> Double {
            value > 0.04045 ? pow((value + 0.055) / 1.055, 2.4) : value / 12.92
        }
        let (r, g, b) = (linear(red), linear(green), linear(blue))
        let x = 0.41239079926595 * r + 0.35758433938387 * g + 0.18048078840183 * b
        let y = 0.21263900587151 * r + 0.71516867876775 * g + 0.072192315360733 * b
        let z = 0.019330818715591 * r + 0.11919477979462 * g + 0.95053215224966 * b
        let sum = x + 15 * y + 3 * z
        let u = 4 * x / sum - 0.19783000664283
        let v = 9 * y / sum - 0.46831999493879
        let angle = atan2(v, u) * 180 / .pi
        self.init(
            index: index, red: red, green: green, blue: blue,
            hue: Int((angle < 0 ? angle + 360 : angle).rounded()) % 360,
            lightness: y > 0.0088564516790356 ? 116 * cbrt(y) - 16 : y * 903.2962962962963)
    }
}
