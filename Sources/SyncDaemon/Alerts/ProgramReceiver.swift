import AzureBatch
import Catalog
import CatalogStore
import Foundation
import Logging
import Subprocess
import SystemPackage

/// Tells a program: started without a shell, in a session of its own, which ends with its time.
struct ProgramReceiver: Sendable {
    let alert: String
    /// Its path, and its arguments.
    let command: [String]
    let timeout: Duration
    let clock: any Clock<Duration>
    let logger: Logger

    /// Of a program's output, bytes that are logged.
    private static let mostOutput = 8 << 10

    func tell(_ event: WaitingEvent) async -> Receiver.Outcome {
        let bytes = EventBody(event).cloudEvent
        do {
            let (status, output) = try await withTimeLimit(timeout, clock: clock) {
                try await run(bytes, variables(event))
            }
            log(output)
            guard status.isSuccess else {
                return .untold("the program ended with \(Self.text(status))", retryAfter: nil)
            }
            return .told
        } catch is TimeLimitExceeded {
            return .untold("the program took longer than \(timeout.wholeSeconds) s, and was ended", retryAfter: nil)
        } catch is SubprocessError {
            return .untold("the program is not there, or may not be started", retryAfter: nil)
        } catch is CancellationError {
            return .untold("it was interrupted", retryAfter: nil)
        } catch {
            return .untold("the program cannot be started", retryAfter: nil)
        }
    }

    private func run(
        _ bytes: [UInt8], _ variables: [String: String]
    ) async throws -> (status: TerminationStatus, output: [UInt8]) {
        let result = try await Subprocess.run(
            .path(FilePath(command[0])), arguments: Arguments(Array(command.dropFirst())),
            environment: .only(variables),
            platformOptions: .ownSession, input: .inputWriter, output: .sequence, error: .combinedWithOutput
        ) { execution in
            // A program need not read what it is given.
            async let isWritten = { (try? await execution.standardInputWriter.write(bytes)) != nil }()
            var output: [UInt8] = []
            if await isWritten { try? await execution.standardInputWriter.finish() }
            for try await buffer in execution.standardOutput {
                let room = Self.mostOutput - output.count
                buffer.withUnsafeBytes { output += $0.prefix(max(0, room)) }
            }
            return output
        }
        return (result.terminationStatus, result.closureResult)
    }

    /// Of the daemon's own environment, in which secrets may be, only what programs need to run at all.
    private func variables(_ event: WaitingEvent) -> [String: String] {
        let kept: Set = [
            "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "TZ", "TMPDIR", "http_proxy", "https_proxy",
            "no_proxy",
        ]
        var variables = ProcessInfo.processInfo.environment.filter { kept.contains($0.key) }
        variables["BATCHIMGD_EVENT"] = event.event
        variables["BATCHIMGD_ACCOUNT"] = event.account ?? ""
        variables["BATCHIMGD_IMAGE"] = event.image ?? ""
        variables["BATCHIMGD_MESSAGE"] = event.message
        return variables.mapValues { $0.replacing("\0", with: "") }
    }

    private func log(_ output: [UInt8]) {
        let text = String(decoding: output, as: UTF8.self)
        for line in text.split(whereSeparator: \.isNewline) {
            logger.info("\(line)", metadata: ["alert": "\(alert)"])
        }
    }

    private static func text(_ status: TerminationStatus) -> String {
        switch status {
        case .exited(let code): "exit status \(code)"
        case .signaled(let signal): "signal \(signal)"
        }
    }
}
