import ArgumentParser
import Catalog
import ControlAPI

struct EndOfLifeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eol", abstract: "Lists images that end soon or have ended, soonest first.",
        discussion: "Example: batchimgctl eol --within 90d --account contoso-we")

    @OptionGroup var images: ImageOptions

    @Flag(help: "Add images without a date.")
    var undated = false

    @OptionGroup var global: GlobalOptions

    func run() throws {
        var query = images.query
        query.states = [.ending, .grace, .ended]
        if undated { query.states.insert(.undated) }
        query.order = .endOfLife
        try images.print(query, global, hint: "no image ends within \(query.window) days", hasBar: true)
    }
}
