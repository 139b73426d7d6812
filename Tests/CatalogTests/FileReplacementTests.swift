import Catalog
import Foundation
import Glibc
import TestSupport
import Testing

struct FileReplacementTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("file")
    }

    private func replace(_ text: String, isLasting: Bool = true) throws {
        let file = try FileReplacement(of: path)
        try file.write(Array(text.utf8))
        try file.finish(isLasting: isLasting)
    }

    private var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() }
    }

    @Test(arguments: [true, false]) func `replaces a file whole, and leaves nothing beside it`(_ isLasting: Bool) throws
    {
        for text in [String(repeating: "long ", count: 100_000), "short"] {
            try replace(text, isLasting: isLasting)
            #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
        }
        #expect(try names == ["file"])
    }

    @Test func `replaces a link, and leaves what it leads to alone`() throws {
        let other = folder.path("other")
        try Data("precious".utf8).write(to: URL(fileURLWithPath: other))
        chmod(other, 0o600)
        symlink(other, path)
        let file = try FileReplacement(of: path)
        try file.write(Array("new".utf8))
        try file.set(mode: 0o644)
        try file.finish(isLasting: false)
        #expect(try String(contentsOfFile: other, encoding: .utf8) == "precious")
        var status = stat()
        #expect(stat(other, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(lstat(path, &status) == 0 && status.st_mode == S_IFREG | 0o644)
    }

    @Test func `keeps the old file until the new one is finished`() throws {
        try replace("old")
        do {
            let file = try FileReplacement(of: path)
            try file.write(Array("half".utf8))
            #expect(try names.count == 2)
        }
        #expect(try names == ["file"] && String(contentsOfFile: path, encoding: .utf8) == "old")
    }

    @Test func `does not put into place what somebody else put under its name`() throws {
        try replace("old")
        do {
            let file = try FileReplacement(of: path)
            unlink(file.candidate)
            symlink("/etc/passwd", file.candidate)
            try file.finish(isLasting: false)
            Issue.record("finished")
        } catch {
            #expect(error.code == ESTALE)
        }
        #expect(try names == ["file"] && String(contentsOfFile: path, encoding: .utf8) == "old")
    }

    @Test(arguments: [
        ("", "a database in use lies there"), ("-wal", ""), ("-shm", ""), ("-journal", ""), (".lock", ""),
        (".alerts", ""),
    ])
    func `takes the place of nothing that a database in use has`(ending: String, reason: String) throws {
        let place = path + ending
        try replace("a database")
        try Data().write(to: URL(fileURLWithPath: "\(path).lock"))
        do {
            try FileReplacement(of: place).finish(isLasting: false)
            Issue.record("replaced \(place)")
        } catch {
            #expect(
                error.description == "cannot replace \(place): \(reason.isEmpty ? "it belongs to \(path)" : reason)")
        }
        #expect(try names == ["file", "file.lock"] && String(contentsOfFile: path, encoding: .utf8) == "a database")
        unlink("\(path).lock")
        unlink(path)
        // Only a name.
        try FileReplacement(of: place).finish(isLasting: false)
        #expect(try names == ["file\(ending)"])
    }

    @Test func `takes the place of no device, pipe or folder, not even through a link`() throws {
        mkfifo(folder.path("pipe"), 0o600)
        for other in ["/dev/null", folder.path("pipe"), folder.url.path] {
            symlink(other, path)
            for place in [other, path] {
                #expect(throws: FileReplacement.Failure.self) {
                    try FileReplacement(of: place).finish(isLasting: false)
                }
            }
            unlink(path)
        }
        #expect(try names == ["pipe"])
    }
}
