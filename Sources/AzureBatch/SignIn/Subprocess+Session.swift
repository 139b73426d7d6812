package import Subprocess

extension PlatformOptions {
    /// A session of its own: what the program starts ends with it.
    package static var ownSession: PlatformOptions {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .milliseconds(500))
        ]
        return options
    }
}

extension Environment {
    /// These variables, and none of the program's that starts it.
    package static func only(_ variables: [String: String]) -> Environment {
        .custom(
            Dictionary(variables.compactMap { name, value in Key(rawValue: name).map { ($0, value) } }) {
                first, _ in first
            })
    }
}
