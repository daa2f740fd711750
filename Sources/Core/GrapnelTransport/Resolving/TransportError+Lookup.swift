internal import CAres
internal import GrapnelStream

extension TransportError {
    /// What a status of c-ares means for the look-up of a name.
    static func lookingUp(_ name: String, _ status: Int32) -> TransportError {
        switch status {
        case ARES_ENOTFOUND, ARES_ENODATA, ARES_EBADNAME:
            TransportError(.hostUnknown, name)
        case ARES_ESERVFAIL:
            TransportError(.lookupFailed, name, detail: "they report a failure")
        case ARES_EREFUSED, ARES_ENOTIMP, ARES_EFORMERR:
            TransportError(.lookupFailed, name, detail: "they refuse to answer")
        case ARES_EBADRESP, ARES_EBADSTR:
            TransportError(.lookupFailed, name, detail: "their answer is malformed")
        case ARES_ECONNREFUSED:
            TransportError(.noNameServer, name)
        case ARES_ETIMEOUT:
            TransportError(.noNameServer, name, detail: "there was no answer in time")
        default:
            TransportError(.lookupFailed, name, detail: String(cString: ares_strerror(status)))
        }
    }
}
