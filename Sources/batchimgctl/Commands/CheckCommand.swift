import ArgumentParser
import Catalog
import ControlAPI
import PoolDefinitions

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Checks pool definitions, or live pools, for images that are gone or end soon.",
        discussion: """
            Reads what az batch pool create takes and prints, ARM templates, terraform show -json, and any other text \
            for the names of images; a folder with all that is in it; - is standard input; without a PATH the working \
            directory. Exit 5 with a finding. Example: batchimgctl check infra --fail-on warning
            """)

    /// From which level on a finding is one.
    enum Threshold: String, CaseIterable, ExpressibleByArgument {
        case error, warning, unknown, never

        var levels: [Verdict.Level] {
            switch self {
            case .error: [.error]
            case .warning: [.error, .warning]
            case .unknown: [.error, .warning, .unknown]
            case .never: []
            }
        }
    }

    @Argument(help: ArgumentHelp("Files and folders; - is standard input.", valueName: "PATH"), completion: .file())
    var paths: [String] = []

    @Option(name: .account, help: "Only against this account; may be repeated.", completion: CachedValues.accounts)
    var account: [String] = []

    @Flag(help: "Check the live pools too; without a PATH, only them.")
    var pools = false

    @Option(
        help: ArgumentHelp(
            "Against this listing, without a record: what az batch pool supported-images list -o json prints.",
            valueName: "FILE"),
        completion: .file())
    var listing: String?

    @Option(help: ArgumentHelp("Days before an end of life that count as ending, such as 90d.", valueName: "D"))
    var within: DurationArgument?

    @Option(help: "The least level that is a finding: error, warning, unknown, never.")
    var failOn = Threshold.error

    @Option(
        help: ArgumentHelp("Values of a template's parameters; may be repeated.", valueName: "FILE"),
        completion: .file())
    var parameters: [String] = []

    @Option(
        help: ArgumentHelp("What not to count; .batchimgignore.toml when not named.", valueName: "FILE"),
        completion: .file())
    var ignoreFile: String?

    @Flag(help: "Show what is well, too.")
    var showOK = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if paths.count(where: { $0 == "-" }) + (listing == "-" ? 1 : 0) + parameters.count(where: { $0 == "-" }) > 1 {
            throw ValidationError("cannot read standard input twice: name a file")
        }
        if listing != nil, pools || !account.isEmpty || !global.database.isEmpty {
            throw ValidationError("cannot use --listing with --pools, --account or --database: it is of no account")
        }
    }

    func run() throws {
        if global.format == .az { throw global.format.isOfAnother }
        let report = try report()
        for failure in report.failures { Output.note(failure.message) }
        if report.summary.uses == 0 { Output.note("no use of an image was found") }
        try CheckOutput(report: report, failing: failOn.levels).print(global)
        guard report.failures.isEmpty else { throw ExitCode(1) }
        let counted = report.findings.filter { $0.ignored == nil }.compactMap(\.level.known)
        if counted.contains(where: failOn.levels.contains) { throw ExitCode(5) }
    }

    private func report() throws(ClientError) -> CheckReport {
        let ignored = try ignoreRules()
        let ground = try ground()
        do throws(ClientError) {
            var reading = DefinitionReading()
            reading.read(parameters: try Self.existing(parameters))
            let files = try DefinitionPaths(paths.isEmpty && !pools ? ["."] : paths)
            let others = Set(parameters + [listing, ignoreFile].compactMap(\.self)).subtracting(["-"])
            try reading.read(files, except: others, ground)
            if pools { reading.found += try ground.pools().map { FoundUse($0) } }
            let findings = reading.found.isEmpty ? [] : try ground.findings(on: reading.found)
            return CheckReport(
                findings: ignored?.applied(to: findings, on: UTCTime.now) ?? findings, files: reading.files,
                uses: reading.found.count, failures: files.failures + reading.failures, showsOK: showOK)
        } catch {
            // An account that there is not was named wrongly.
            throw error.exitCode == 4 ? ClientError(exitCode: 64, error.description) : error
        }
    }

    private func ground() throws(ClientError) -> CheckGround {
        let window = within?.days ?? LifecycleState.defaultWindow
        guard let listing else {
            let session = try Session(global, prints: [.sarif, .junit, .github])
            return CheckGround(kind: .record(session), accounts: account, window: window)
        }
        _ = try Self.existing([listing])
        let bytes = try InputFile.bytes(of: listing)
        let images: [Image]?
        do throws(JSONDocument.Failure) {
            images = try SupportedImages.read(bytes)
        } catch {
            throw ClientError(exitCode: 1, UnreadableFile(listing, error).message)
        }
        guard let images else {
            throw ClientError(
                exitCode: 1,
                "cannot use \(listing) as a listing: it is not what az batch pool supported-images list -o json prints")
        }
        return CheckGround(kind: .init(listing: images), window: window)
    }

    private func ignoreRules() throws(ClientError) -> IgnoreRules? {
        let path = ignoreFile ?? IgnoreRules.usual
        if ignoreFile != nil {
            _ = try Self.existing([path])
        } else if !DefinitionPaths.exists(path) {
            return nil
        }
        return try IgnoreRules(try InputFile.bytes(of: path), path: path)
    }

    private static func existing(_ paths: [String]) throws(ClientError) -> [String] {
        for path in paths where path != "-" && !DefinitionPaths.exists(path) {
            throw ClientError(exitCode: 64, "cannot find \(path): there is no such file")
        }
        return paths
    }
}
