extension StoreError {
    /// One sentence for the user: what happened and what to do.
    public var sentence: String {
        switch condition {
        case .homeless:
            "there is no place for a profile because \(subject) is not set; set it, or name a directory with --profile"
        case .noDirectory: bracketed("the directory \(subject) cannot be used; check the path and its permissions")
        case .foreign: "\(subject) belongs to another user, so nothing was read; choose another with --profile"
        case .exposed:
            "others can write to \(subject), so nothing was read; run chmod go-w on it, or choose another with --profile"
        case .inUse:
            bracketed("another Grapnel uses the profile in \(subject); quit that one, or choose another with --profile")
        case .unreadable:
            bracketed(
                "\(subject) is damaged or no profile and was left as it is; "
                    + "move it away to begin a new one, or put a backup in its place"
            )
        case .newer:
            "\(subject) was written by a newer Grapnel (schema \(detail ?? "unknown")) and was left as it is; "
                + "update this one, or choose another with --profile"
        case .readOnly: bracketed("\(subject) cannot be written; check its permissions and its file system")
        case .full: "there is no space left to write \(subject), so nothing was changed; free some and try again"
        case .closed: "the profile \(subject) is closed; start Grapnel again"
        case .duplicate: "\(subject) is already there; choose another or change that one"
        case .missing: "there is no \(subject); check the spelling"
        case .invalid: bracketed("\(subject) cannot be stored; choose another")
        default: bracketed("\(subject) could not be read or written; try again, and check the disk if it stays so")
        }
    }

    public var description: String { "\(condition.rawValue): \(sentence)" }

    private func bracketed(_ words: String) -> String {
        guard let detail, !detail.isEmpty else { return words }
        return "\(words) (\(detail))"
    }
}
