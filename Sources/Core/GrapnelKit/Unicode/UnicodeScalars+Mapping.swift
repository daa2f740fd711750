internal import CUnicode

/// The forms of Unicode Standard Annex 15 that the profiles and classes ask for.
enum NormalizationForm {
    case nfc, nfkc
}

extension [Unicode.Scalar] {
    /// The normalized code points; nil if the library cannot allocate the result.
    func normalized(_ form: NormalizationForm) -> [Unicode.Scalar]? {
        guard !isEmpty else { return self }
        var length = 0
        let source = map(\.value)
        let result =
            switch form {
            case .nfc: grapnel_u32_nfc(source, source.count, &length)
            case .nfkc: grapnel_u32_nfkc(source, source.count, &length)
            }
        guard let result else { return nil }
        defer { free(result) }
        return UnsafeBufferPointer(start: result, count: length).compactMap(Unicode.Scalar.init)
    }

    /// Fullwidth and halfwidth code points as the ordinary ones they are variants of.
    func widthMapped() -> [Unicode.Scalar] {
        flatMap { scalar -> [Unicode.Scalar] in
            guard !scalar.isASCII, let (tag, mapped) = scalar.decomposition(),
                tag == UC_DECOMP_WIDE || tag == UC_DECOMP_NARROW
            else { return [scalar] }
            return mapped
        }
    }

    /// Unicode's toLowerCase code point by code point; the place in a word does not matter (RFC 8265, section 3.5).
    func lowercased() -> [Unicode.Scalar] {
        flatMap { scalar -> [Unicode.Scalar] in
            // The one lower-case mapping to more than one code point in SpecialCasing.txt that has no condition.
            if scalar == "\u{130}" { return ["i", "\u{307}"] }
            return [Unicode.Scalar(uc_tolower(scalar.value)) ?? scalar]
        }
    }

    var text: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: self)
        return String(view)
    }
}
