import ControlAPI
import PoolDefinitions

/// Reads files one after the other, and collects what they use.
struct DefinitionReading {
    var found: [FoundUse] = []
    /// Those that were read.
    private(set) var files = 0
    private(set) var failures: [UnreadableFile] = []
    private var context = DefinitionFile.Context()
    /// Known once a text is there to be searched.
    private var vocabulary: Vocabulary?

    mutating func read(parameters paths: [String]) {
        var values: [JSONNode] = []
        for path in paths {
            do throws(UnreadableFile) {
                let bytes = try InputFile.read(path, longest: DefinitionFile.longest)
                do throws(JSONDocument.Failure) {
                    values += try JSONDocument.read(bytes)
                } catch {
                    throw UnreadableFile(path, error)
                }
            } catch {
                failures.append(error)
            }
        }
        context = DefinitionFile.Context(parameters: values)
    }

    /// - Parameter others: paths of files that are no definitions.
    mutating func read(_ paths: DefinitionPaths, except others: Set<String>, _ ground: CheckGround) throws(ClientError)
    {
        for path in paths.files where !others.contains(path) {
            let content: DefinitionFile.Content
            do throws(UnreadableFile) {
                let bytes = try paths.read(path)
                do throws(JSONDocument.Failure) {
                    content = try DefinitionFile.read(bytes, context)
                } catch {
                    throw UnreadableFile(path, error)
                }
            } catch {
                failures.append(error)
                continue
            }
            switch content {
            case .binary: continue
            case .uses(let uses): add(uses, path)
            case .text(let bytes): add(TextScan.uses(in: bytes, try vocabulary(of: ground)), path)
            }
        }
    }

    private mutating func add(_ uses: [DefinitionUse], _ path: String) {
        files += 1
        found += uses.map { FoundUse($0, path: path) }
    }

    private mutating func vocabulary(of ground: CheckGround) throws(ClientError) -> Vocabulary {
        if let vocabulary { return vocabulary }
        let vocabulary = try ground.vocabulary()
        self.vocabulary = vocabulary
        return vocabulary
    }
}

extension UnreadableFile {
    /// A file of JSON that is broken.
    init(_ path: String, _ failure: JSONDocument.Failure) {
        self.init(path: path, line: failure.line, column: failure.column, reason: failure.message)
    }
}
