import FoundationEssentials

extension UTCTime {
    /// The system's clock.
    package static var now: UTCTime {
        let time = Date.now.timeIntervalSince1970
        let seconds = time.rounded(.down)
        return UTCTime(seconds: Int(seconds), nanoseconds: Int((time - seconds) * 1_000_000_000))
    }
}
